//! Who may ask: the file of `--require-auth`.

use std::collections::BTreeMap;
use std::fmt;

use crate::scope::is_account;

/// Credentials by access key.
pub type Credentials = BTreeMap<String, Credential>;

/// What belongs to an access key.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// The secret access key.
    pub secret: String,
    /// The session token, of temporary credentials.
    pub session_token: Option<String>,
    /// The account they are of, if it is not the default.
    pub account: Option<String>,
}

impl fmt::Debug for Credential {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Credential")
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

/// Reads credentials in the form of `~/.aws/credentials`: sections with
/// `aws_access_key_id`, `aws_secret_access_key`, and, where they apply,
/// `aws_session_token` and `aws_account_id`.
///
/// # Errors
///
/// What is wrong, with the line; never a secret.
///
/// ```
/// let file = "[ci]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = made up\n";
/// let credentials = tracie_serve::read_credentials(file)?;
/// assert!(credentials.contains_key("AKIDEXAMPLE"));
/// # Ok::<(), String>(())
/// ```
pub fn read_credentials(text: &str) -> Result<Credentials, String> {
    let mut credentials = Credentials::new();
    for section in sections(text)? {
        let (key, credential) = section.credential()?;
        if credentials.insert(key, credential).is_some() {
            return Err(format!(
                "[{}]: another section has the same aws_access_key_id",
                section.name
            ));
        }
    }
    if credentials.is_empty() {
        return Err("there are no credentials in it: write `[name]`, then \
                    `aws_access_key_id = …` and `aws_secret_access_key = …`"
            .into());
    }
    Ok(credentials)
}

struct Section<'a> {
    name: &'a str,
    values: BTreeMap<&'a str, &'a str>,
}

fn sections(text: &str) -> Result<Vec<Section<'_>>, String> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            let name = name.trim();
            sections.push(Section {
                name,
                values: BTreeMap::new(),
            });
            continue;
        }
        let number = index + 1;
        let (name, value) = line
            .split_once('=')
            .ok_or_else(|| format!("line {number}: neither `[name]` nor `name = value`"))?;
        let section = sections
            .last_mut()
            .ok_or_else(|| format!("line {number}: stands before any `[name]`"))?;
        section.values.insert(name.trim(), value.trim());
    }
    Ok(sections)
}

impl Section<'_> {
    fn credential(&self) -> Result<(String, Credential), String> {
        let value = |name: &str| self.values.get(name).map(|it| (*it).to_owned());
        let required = |name: &str| {
            let value = value(name).filter(|it| !it.is_empty());
            value.ok_or_else(|| format!("[{}]: has no {name}", self.name))
        };
        let account = value("aws_account_id");
        if account.as_deref().is_some_and(|it| !is_account(it)) {
            return Err(format!("[{}]: aws_account_id has 12 digits", self.name));
        }
        let credential = Credential {
            secret: required("aws_secret_access_key")?,
            session_token: value("aws_session_token"),
            account,
        };
        Ok((required("aws_access_key_id")?, credential))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read() {
        let file = "# made up\n[a]\naws_access_key_id=A\naws_secret_access_key = s=1\n\
                    aws_account_id = 111122223333\n[b]\naws_access_key_id=B\n\
                    aws_secret_access_key=t\naws_session_token=u\n";
        let read = read_credentials(file).expect("credentials");
        assert_eq!(read["A"].secret, "s=1");
        assert_eq!(read["A"].account.as_deref(), Some("111122223333"));
        assert_eq!(read["B"].session_token.as_deref(), Some("u"));
        assert!(!format!("{read:?}").contains("s=1"));
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (file, problem) in [
            ("", "there are no credentials in it"),
            ("a=b", "line 1: stands before any `[name]`"),
            ("[a]\nb", "line 2: neither `[name]` nor `name = value`"),
            (
                "[a]\naws_access_key_id=A",
                "[a]: has no aws_secret_access_key",
            ),
            (
                "[a]\naws_access_key_id=A\naws_secret_access_key=s\naws_account_id=1",
                "[a]: aws_account_id has 12 digits",
            ),
        ] {
            let told = read_credentials(file).expect_err(problem);
            assert!(told.starts_with(problem), "{told}");
        }
    }
}
