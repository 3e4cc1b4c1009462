//! The files in which the AWS CLI keeps profiles.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::error::Error;

/// What both files say, by profile and member.
#[derive(Debug, Default)]
pub(super) struct Profiles {
    profiles: BTreeMap<String, BTreeMap<String, String>>,
    services: BTreeMap<String, BTreeMap<String, String>>,
    files: String,
}

impl Profiles {
    /// Reads both files; one that is not there says nothing.
    pub(super) fn load(config: &Path, credentials: &Path) -> Result<Profiles, Error> {
        let mut profiles = Profiles {
            files: format!("{} and {}", config.display(), credentials.display()),
            ..Profiles::default()
        };
        profiles.read(config, true)?;
        // Keys in the file of credentials go before those in the other.
        profiles.read(credentials, false)?;
        Ok(profiles)
    }

    fn read(&mut self, path: &Path, is_config: bool) -> Result<(), Error> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => {
                return Err(Error::Profile {
                    path: path.display().to_string(),
                    problem: error.to_string(),
                });
            }
        };
        self.add(&text, is_config);
        Ok(())
    }

    fn add(&mut self, text: &str, is_config: bool) {
        let mut section: Option<(bool, String)> = None;
        // `s3 =` with further lines that are indented.
        let mut group = String::new();
        for line in text.lines() {
            let content = line.trim();
            if content.is_empty() || content.starts_with(['#', ';']) {
                continue;
            }
            if let Some(header) = content
                .strip_prefix('[')
                .and_then(|it| it.split(']').next())
            {
                section = named(header.trim(), is_config);
                group.clear();
                continue;
            }
            let Some((name, value)) = content.split_once('=') else {
                continue;
            };
            let (mut name, value) = (name.trim().to_ascii_lowercase(), value.trim());
            let indented = line.starts_with([' ', '\t']);
            if indented && !group.is_empty() {
                name = format!("{group}.{name}");
            } else if value.is_empty() {
                group.clone_from(&name);
                continue;
            } else {
                group.clear();
            }
            if let Some((is_service, section)) = &section {
                let sections = if *is_service {
                    &mut self.services
                } else {
                    &mut self.profiles
                };
                let members = sections.entry(section.clone()).or_default();
                members.insert(name, value.to_owned());
            }
        }
    }

    /// Whether a profile that was named is there.
    pub(super) fn check(&self, profile: &str) -> Result<(), Error> {
        if self.profiles.contains_key(profile) {
            return Ok(());
        }
        Err(Error::NoSuchProfile {
            profile: profile.to_owned(),
            files: self.files.clone(),
        })
    }

    /// A member of a profile.
    pub(super) fn get(&self, profile: &str, member: &str) -> Option<String> {
        let value = self.profiles.get(profile)?.get(member)?;
        (!value.is_empty()).then(|| value.clone())
    }

    /// The endpoint of S3 among the services that a profile names.
    pub(super) fn service_endpoint(&self, profile: &str) -> Option<String> {
        let services = self.services.get(&self.get(profile, "services")?)?;
        services.get("s3.endpoint_url").cloned()
    }
}

/// What a header names: a profile, or services.
fn named(header: &str, is_config: bool) -> Option<(bool, String)> {
    if let Some(name) = header.strip_prefix("services ") {
        return Some((true, name.trim().to_owned()));
    }
    match header.strip_prefix("profile ") {
        Some(name) => Some((false, name.trim().trim_matches('"').to_owned())),
        None if header == "default" || !is_config => Some((false, header.to_owned())),
        None => None,
    }
}
