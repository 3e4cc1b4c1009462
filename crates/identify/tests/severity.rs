//! Macie's table of severities, row by row: which identifiers are in it, and
//! how severe one, two to 99, and 100 and more occurrences are.
//!
//! From the page "Severity scoring for findings" of Macie's user guide.

use std::collections::BTreeMap;

use tracie_finding::detection::Severity::{self, High, Low, Medium};
use tracie_identify::managed;

/// A row of the table.
struct Row {
    about: &'static str,
    /// Of one occurrence, of 2 to 99, and from 100 on.
    levels: [Severity; 3],
    /// Whole ids, or the end of some after a `*`.
    ids: &'static [&'static str],
    /// How many identifiers that are.
    count: usize,
}

#[rustfmt::skip]
const TABLE: &[Row] = &[
    Row { about: "credentials", levels: [High, High, High], count: 9, ids: &[
        "AWS_CREDENTIALS", "GCP_API_KEY", "HTTP_BASIC_AUTH_HEADER", "JSON_WEB_TOKEN", "OPENSSH_PRIVATE_KEY",
        "PGP_PRIVATE_KEY", "PKCS", "PUTTY_PRIVATE_KEY", "STRIPE_CREDENTIALS",
    ] },
    Row { about: "bank account number", levels: [High, High, High], count: 53, ids: &[
        "BANK_ACCOUNT_NUMBER", "*_BANK_ACCOUNT_NUMBER",
    ] },
    Row { about: "magnetic stripe and card number", levels: [High, High, High], count: 3, ids: &[
        "CREDIT_CARD_MAGNETIC_STRIPE", "CREDIT_CARD_NUMBER", "CREDIT_CARD_NUMBER_(NO_KEYWORD)",
    ] },
    Row { about: "card expiry date", levels: [Low, Medium, High], count: 1, ids: &["CREDIT_CARD_EXPIRATION"] },
    Row { about: "card verification code", levels: [Medium, High, High], count: 1, ids: &["CREDIT_CARD_SECURITY_CODE"] },
    Row { about: "health information", levels: [High, High, High], count: 11, ids: &[
        "CANADA_HEALTH_NUMBER", "EUROPEAN_HEALTH_INSURANCE_CARD_NUMBER", "FINLAND_EUROPEAN_HEALTH_INSURANCE_NUMBER",
        "FRANCE_HEALTH_INSURANCE_NUMBER", "UK_NHS_NUMBER", "USA_HEALTHCARE_PROCEDURE_CODE",
        "USA_HEALTH_INSURANCE_CLAIM_NUMBER", "USA_MEDICARE_BENEFICIARY_IDENTIFIER", "USA_NATIONAL_DRUG_CODE",
        "USA_NATIONAL_PROVIDER_IDENTIFIER", "US_DRUG_ENFORCEMENT_AGENCY_NUMBER",
    ] },
    Row { about: "unique device identifier", levels: [Low, Medium, High], count: 1, ids: &["MEDICAL_DEVICE_UDI"] },
    Row { about: "birth date, driver's licence, name, cookie, address, phone", levels: [Low, Medium, High], count: 44, ids: &[
        "DATE_OF_BIRTH", "DRIVERS_LICENSE", "*_DRIVERS_LICENSE", "NAME", "HTTP_COOKIE", "ADDRESS", "BRAZIL_CEP_CODE",
        "PHONE_NUMBER", "*_PHONE_NUMBER",
    ] },
    Row { about: "coordinates", levels: [Low, Medium, Medium], count: 1, ids: &["LATITUDE_LONGITUDE"] },
    Row { about: "electoral roll, national id, insurance and social security numbers", levels: [High, High, High], count: 17, ids: &[
        "UK_ELECTORAL_ROLL_NUMBER", "ARGENTINA_DNI_NUMBER", "BRAZIL_RG_NUMBER", "CANADA_NATIONAL_IDENTIFICATION_NUMBER",
        "CHILE_RUT_NUMBER", "COLOMBIA_CITIZENSHIP_CARD_NUMBER", "FRANCE_NATIONAL_IDENTIFICATION_NUMBER",
        "GERMANY_NATIONAL_IDENTIFICATION_NUMBER", "INDIA_AADHAAR_NUMBER", "ITALY_NATIONAL_IDENTIFICATION_NUMBER",
        "MEXICO_CURP_NUMBER", "SPAIN_DNI_NUMBER", "UK_NATIONAL_INSURANCE_NUMBER", "CANADA_SOCIAL_INSURANCE_NUMBER",
        "SPAIN_SOCIAL_SECURITY_NUMBER", "USA_SOCIAL_SECURITY_NUMBER", "SPAIN_NIE_NUMBER",
    ] },
    Row { about: "passport number", levels: [Medium, High, High], count: 7, ids: &["*_PASSPORT_NUMBER"] },
    Row { about: "public transport card", levels: [Medium, Medium, High], count: 1, ids: &["ARGENTINA_TARJETA_SUBE"] },
    Row { about: "taxpayer id", levels: [High, High, High], count: 13, ids: &[
        "ARGENTINA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER", "AUSTRALIA_TAX_FILE_NUMBER", "BRAZIL_CNPJ_NUMBER",
        "BRAZIL_CPF_NUMBER", "COLOMBIA_INDIVIDUAL_NIT_NUMBER", "FRANCE_TAX_IDENTIFICATION_NUMBER",
        "GERMANY_TAX_IDENTIFICATION_NUMBER", "INDIA_PERMANENT_ACCOUNT_NUMBER", "MEXICO_INDIVIDUAL_RFC_NUMBER",
        "SPAIN_NIF_NUMBER", "SPAIN_TAX_IDENTIFICATION_NUMBER", "UK_TAX_IDENTIFICATION_NUMBER",
        "USA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER",
    ] },
    Row { about: "taxpayer id of an organisation", levels: [Medium, Medium, High], count: 3, ids: &[
        "ARGENTINA_ORGANIZATION_TAX_IDENTIFICATION_NUMBER", "COLOMBIA_ORGANIZATION_NIT_NUMBER",
        "MEXICO_ORGANIZATION_RFC_NUMBER",
    ] },
    Row { about: "vehicle identification number", levels: [Low, Low, Medium], count: 1, ids: &["VEHICLE_IDENTIFICATION_NUMBER"] },
];

impl Row {
    fn has(&self, id: &str) -> bool {
        self.ids.iter().any(|it| match it.strip_prefix('*') {
            Some(end) => id.ends_with(end),
            None => *it == id,
        })
    }
}

#[test]
fn each_identifier_is_as_severe_as_its_row_says() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for identifier in managed().expect("they are well-formed") {
        let id = identifier.id.as_str();
        let rows: Vec<&Row> = TABLE.iter().filter(|row| row.has(id)).collect();
        assert_eq!(rows.len(), 1, "{id} is in {} rows", rows.len());
        *counts.entry(rows[0].about).or_default() += 1;
        let info = identifier.info();
        for (count, expected) in [(1, 0), (2, 1), (99, 1), (100, 2), (10_000, 2)] {
            let expected = rows[0].levels[expected];
            assert_eq!(
                info.severity_of(count),
                Some(expected),
                "{id}, {count} of it"
            );
        }
        assert_eq!(info.severity_of(0), None, "{id}");
    }
    for row in TABLE {
        assert_eq!(counts.get(row.about), Some(&row.count), "{}", row.about);
    }
}
