-- MySQL dump 10.13  Distrib 8.0.35; all values in it are made up
--
DROP TABLE IF EXISTS `customers`;
CREATE TABLE `customers` (
  `id` int NOT NULL AUTO_INCREMENT,
  `note` text,
  `ssn` varchar(11) DEFAULT NULL,
  `card_number` varchar(19) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `by_ssn` (`ssn`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
LOCK TABLES `customers` WRITE;
INSERT INTO `customers` VALUES (1,'likes long walks; doesn\'t like short queues at the till','401-22-7715','4539578763621486'),(2,NULL,'402-33-8816',NULL),(3,'asked twice (once in writing) for an invoice',NULL,'4716461583322103');
UNLOCK TABLES;

INSERT INTO `settings` (`id`, `setting_name`, `setting_value`) VALUES
  (1, 'page_size', '50'),
  (2, 'aws_secret_access_key', 'kX9mQ2vR7tL4pZ8wN3bJ6hF1dS5gY0cAqWeRtYuI'),
  (3, 'theme', 'plain');
