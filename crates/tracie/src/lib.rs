//! Find sensitive data as Amazon Macie would: the embeddable facade.
