//! Where a store is, and as whom to ask it.

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;

use super::credentials::Credentials;
use super::error::Error;
use super::profile::Profiles;

/// How many objects are fetched at once, unless told otherwise.
const CONCURRENCY: usize = 16;
/// Larger objects are read in ranges of this many bytes.
const RANGE: u64 = 32 << 20;

/// Where a store is, and as whom to ask it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settings {
    /// Another store than Amazon's, such as `http://127.0.0.1:9000`; its
    /// buckets are named in the path.
    pub endpoint_url: Option<String>,
    /// Who is asked for the account's own settings in the place of Amazon's
    /// S3 Control, which has another address than S3.
    pub control_endpoint_url: Option<String>,
    /// Who is asked whose the credentials are in the place of Amazon's STS.
    pub sts_endpoint_url: Option<String>,
    /// The region that is asked first.
    pub region: String,
    /// As whom.
    pub access: Access,
    /// Whether whoever asks pays for the requests.
    pub request_payer: bool,
    /// How many small objects are fetched ahead at once; 0 fetches none ahead.
    pub concurrency: usize,
    /// Larger objects are read in ranges of this many bytes.
    pub range: u64,
    /// Whether to ask for the tags of objects that have some when they are read.
    pub tags: bool,
}

/// As whom to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// As the owner of these credentials.
    Signed(Credentials),
    /// As nobody.
    Anonymous,
}

/// What is said on a command line, and goes before all else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) profile: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) endpoint_url: Option<String>,
    pub(crate) no_sign_request: bool,
}

impl Settings {
    /// Settings as the AWS CLI would find them: what is said here, then the
    /// environment, then the profile (`AWS_PROFILE`, or `default`) in the files
    /// `~/.aws/config` and `~/.aws/credentials`.
    ///
    /// # Errors
    ///
    /// If there are no credentials, or the profile gets them in a way that is
    /// not supported; the error says what to do then. Nothing is asked
    /// anonymously that was not said to be.
    pub fn from_environment(
        profile: Option<&str>,
        region: Option<&str>,
        endpoint_url: Option<&str>,
        no_sign_request: bool,
    ) -> Result<Settings, Error> {
        let said = Said {
            profile: profile.map(str::to_owned),
            region: region.map(str::to_owned),
            endpoint_url: endpoint_url.map(str::to_owned),
            no_sign_request,
        };
        let variables: BTreeMap<String, String> = env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Settings::find(&said, &variables)
    }

    /// The same with the environment at hand.
    pub(crate) fn find(
        said: &Said,
        variables: &BTreeMap<String, String>,
    ) -> Result<Settings, Error> {
        let variable = |name: &str| variables.get(name).filter(|it| !it.is_empty()).cloned();
        let profiles = Profiles::load(
            &file(&variable, "AWS_CONFIG_FILE", "config"),
            &file(&variable, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
        )?;
        let named = said.profile.clone();
        let from_profile = named.is_some();
        let named = named
            .or_else(|| variable("AWS_PROFILE"))
            .or_else(|| variable("AWS_DEFAULT_PROFILE"));
        if let Some(name) = &named {
            profiles.check(name)?;
        }
        let profile = named.as_deref().unwrap_or("default");
        let of_profile = |name: &str| profiles.get(profile, name);
        let region = said
            .region
            .clone()
            .or_else(|| variable("AWS_REGION"))
            .or_else(|| variable("AWS_DEFAULT_REGION"))
            .or_else(|| of_profile("region"))
            .unwrap_or_else(|| "us-east-1".into());
        let endpoint_url = said
            .endpoint_url
            .clone()
            .or_else(|| variable("AWS_ENDPOINT_URL_S3"))
            .or_else(|| variable("AWS_ENDPOINT_URL"))
            .or_else(|| profiles.service_endpoint(profile))
            .or_else(|| of_profile("endpoint_url"));
        // Other stores that have these services at all have them where they are.
        let service = |name: &str| {
            variable(name)
                .or_else(|| said.endpoint_url.clone())
                .or_else(|| variable("AWS_ENDPOINT_URL"))
                .or_else(|| endpoint_url.clone())
        };
        let control_endpoint_url = service("AWS_ENDPOINT_URL_S3_CONTROL");
        let sts_endpoint_url = service("AWS_ENDPOINT_URL_STS");
        let access = match said.no_sign_request {
            true => Access::Anonymous,
            // A profile that is named goes before keys in the environment.
            false => Access::Signed(Credentials::find(
                &profiles,
                profile,
                from_profile,
                &variable,
            )?),
        };
        for url in [&endpoint_url, &control_endpoint_url, &sts_endpoint_url] {
            check_endpoint(url.as_deref())?;
        }
        check_region(&region)?;
        Ok(Settings {
            endpoint_url,
            control_endpoint_url,
            sts_endpoint_url,
            region,
            access,
            request_payer: false,
            concurrency: CONCURRENCY,
            range: RANGE,
            tags: false,
        })
    }

    /// Who asks, in words; never a secret.
    pub(super) fn who(&self) -> String {
        match &self.access {
            Access::Signed(credentials) => format!("access key {}", credentials.access_key_id),
            Access::Anonymous => "anonymous requests".into(),
        }
    }
}

fn check_endpoint(url: Option<&str>) -> Result<(), Error> {
    let Some(url) = url else {
        return Ok(());
    };
    let rest = url
        .strip_prefix("http://")
        .or_else(|| url.strip_prefix("https://"));
    let host = rest.map(|rest| rest.trim_end_matches('/'));
    let fits = host.is_some_and(|it| !it.is_empty() && !it.contains(['?', '#', '@', ' ']));
    if fits {
        return Ok(());
    }
    // It is not repeated: there may be a password in it.
    let what = "the endpoint is to be written as http://127.0.0.1:9000 or https://store.example";
    Err(Error::Setting { what: what.into() })
}

fn check_region(region: &str) -> Result<(), Error> {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if !region.is_empty() && region.chars().all(legal) {
        return Ok(());
    }
    let what = format!("`{region}` is no region; write it as eu-west-1");
    Err(Error::Setting { what })
}

/// A file of the AWS CLI.
fn file(variable: &impl Fn(&str) -> Option<String>, name: &str, default: &str) -> PathBuf {
    if let Some(path) = variable(name) {
        return path.into();
    }
    let home = variable("HOME")
        .or_else(|| variable("USERPROFILE"))
        .unwrap_or_default();
    PathBuf::from(home).join(".aws").join(default)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::fs;

    use super::*;

    /// Keys and tokens are made up.
    const CONFIG: &str = "\
[default]
region = eu-west-1

# a comment
[profile store]
region=eu-central-1
endpoint_url = http://127.0.0.1:9000
services = local
[services local]
s3 =
  endpoint_url = http://127.0.0.1:9001
[profile sso]
sso_session = acme
[profile role]
role_arn = arn:aws:iam::111122223333:role/reader
source_profile = default
[profile bare]
region = eu-west-3
";
    const CREDENTIALS: &str = "\
[default]
aws_access_key_id = AKIADEFAULTEXAMPLE00
aws_secret_access_key = made/up+one
[store]
aws_access_key_id=AKIASTOREEXAMPLE0000
aws_secret_access_key=made/up=two
aws_session_token = token
";

    struct Home {
        folder: tempfile::TempDir,
    }

    impl Home {
        fn new() -> Home {
            let folder = tempfile::tempdir().unwrap();
            let aws = folder.path().join(".aws");
            fs::create_dir(&aws).unwrap();
            fs::write(aws.join("config"), CONFIG).unwrap();
            fs::write(aws.join("credentials"), CREDENTIALS).unwrap();
            Home { folder }
        }

        fn find(&self, said: &Said, variables: &[(&str, &str)]) -> Result<Settings, Error> {
            let home = self.folder.path().to_string_lossy().into_owned();
            let given = variables
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into()));
            let variables = given.chain([("HOME".to_owned(), home)]).collect();
            Settings::find(said, &variables)
        }
    }

    fn profile(name: &str) -> Said {
        Said {
            profile: Some(name.into()),
            ..Said::default()
        }
    }

    fn key(settings: &Settings) -> &str {
        match &settings.access {
            Access::Signed(credentials) => &credentials.access_key_id,
            Access::Anonymous => "nobody",
        }
    }

    const KEYS: [(&str, &str); 2] = [
        ("AWS_ACCESS_KEY_ID", "AKIAENVEXAMPLE000000"),
        ("AWS_SECRET_ACCESS_KEY", "made/up"),
    ];

    #[test]
    fn settings_are_found_where_the_cli_finds_them() {
        let home = Home::new();
        let found = home.find(&Said::default(), &[]).unwrap();
        assert_eq!(
            (key(&found), &*found.region),
            ("AKIADEFAULTEXAMPLE00", "eu-west-1")
        );

        let found = home.find(&Said::default(), &KEYS).unwrap();
        assert_eq!(key(&found), "AKIAENVEXAMPLE000000");

        let found = home.find(&profile("store"), &KEYS).unwrap();
        assert_eq!(
            (key(&found), &*found.region),
            ("AKIASTOREEXAMPLE0000", "eu-central-1")
        );
        assert_eq!(found.endpoint_url.as_deref(), Some("http://127.0.0.1:9001"));

        let found = home.find(
            &Said::default(),
            &[("AWS_PROFILE", "store"), ("AWS_REGION", "us-west-2")],
        );
        let found = found.unwrap();
        assert_eq!(
            (key(&found), &*found.region),
            ("AKIASTOREEXAMPLE0000", "us-west-2")
        );

        let endpoints = [
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
            ("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:2"),
        ];
        let found = home.find(&Said::default(), &endpoints).unwrap();
        assert_eq!(found.endpoint_url.as_deref(), Some("http://127.0.0.1:2"));
    }

    #[test]
    fn nothing_is_asked_anonymously_unless_that_was_said() {
        let empty = tempfile::tempdir().unwrap();
        let variables = [(
            "HOME".to_owned(),
            empty.path().to_string_lossy().into_owned(),
        )];
        let none = Settings::find(&Said::default(), &variables.clone().into());
        assert_eq!(none, Err(Error::NoCredentials));
        let said = Said {
            no_sign_request: true,
            ..Said::default()
        };
        let found = Settings::find(&said, &variables.into()).unwrap();
        assert_eq!(found.access, Access::Anonymous);
    }

    #[test]
    fn what_is_not_supported_is_refused_with_advice() {
        let home = Home::new();
        for (name, said) in [("sso", "single sign-on"), ("role", "a role")] {
            let error = home.find(&profile(name), &[]).unwrap_err().to_string();
            assert!(
                error.contains(said) && error.contains("export-credentials"),
                "{error}"
            );
        }
        let error = home.find(&profile("none"), &[]).unwrap_err().to_string();
        assert!(error.contains("there is no profile `none`"), "{error}");
        assert_eq!(
            home.find(&profile("bare"), &KEYS),
            Err(Error::NoCredentials)
        );
        let web = [("AWS_WEB_IDENTITY_TOKEN_FILE", "/x"), ("HOME", "/nowhere")];
        let web: BTreeMap<String, String> = web.map(|(n, v)| (n.into(), v.into())).into();
        let error = Settings::find(&Said::default(), &web)
            .unwrap_err()
            .to_string();
        assert!(error.contains("web identity"), "{error}");
    }

    #[test]
    fn senseless_settings_are_refused_without_repeating_passwords() {
        let home = Home::new();
        for endpoint in ["store.example", "ftp://x", "http://user:pass@x", "http://"] {
            let said = Said {
                endpoint_url: Some(endpoint.into()),
                ..Said::default()
            };
            let error = home.find(&said, &[]).unwrap_err().to_string();
            assert!(
                error.contains("is to be written as") && !error.contains("pass@"),
                "{error}"
            );
        }
        let said = Said {
            region: Some("eu west".into()),
            ..Said::default()
        };
        assert!(
            home.find(&said, &[])
                .unwrap_err()
                .to_string()
                .contains("no region")
        );
    }

    #[test]
    fn secrets_are_not_shown() {
        let home = Home::new();
        let found = home.find(&profile("store"), &[]).unwrap();
        let shown = format!("{found:?}");
        assert!(
            shown.contains("AKIASTOREEXAMPLE0000") && !shown.contains("made/up"),
            "{shown}"
        );
        assert!(!shown.contains("\"token\""), "{shown}");
    }
}
