//! Detectors from what is kept: custom identifiers and allow lists by their ids.

use serde_json::{Value, json};
use tracie_identify::{CustomIdentifier, Detector, Selection};
use tracie_store::{Named, Reading, Scoped};

use crate::allow_list;
use crate::buckets::Buckets;
use crate::failure::Failure;

/// What to look for, by ids.
pub(crate) struct Wanted<'a> {
    pub(crate) managed: Selection,
    pub(crate) customs: Vec<&'a str>,
    pub(crate) lists: Vec<&'a str>,
}

impl Wanted<'_> {
    /// The detector; nothing if there is nothing to look for. Custom identifiers that
    /// are not there are left out, and so are lists that cannot be used, as Macie
    /// does.
    pub(crate) fn detector(
        &self,
        store: &Scoped,
        buckets: &Buckets,
    ) -> Result<Option<Detector>, Failure> {
        let (customs, lists) = store.read(|from| self.kept(from))?;
        let mut builder = Detector::builder().managed(self.managed.clone());
        for named in &customs {
            builder = builder.custom(custom(named)?);
        }
        // Their texts may be in a store elsewhere, which takes its time.
        for named in &lists {
            let criteria = &named.document["criteria"];
            if let Ok(list) = allow_list::list(buckets, &named.name, criteria) {
                builder = builder.allow_list(list);
            }
        }
        match builder.build() {
            Ok(detector) => Ok(Some(detector)),
            Err(tracie_identify::Error::NothingSelected) => Ok(None),
            Err(error) => Err(Failure::internal(error)),
        }
    }

    /// What is kept of the custom identifiers and the lists.
    fn kept(&self, from: &Reading<'_>) -> Result<(Vec<Named>, Vec<Named>), Failure> {
        let (mut customs, mut lists) = (Vec::new(), Vec::new());
        for id in &self.customs {
            customs.extend(from.custom_identifier(id)?);
        }
        for id in &self.lists {
            lists.extend(from.allow_list(id)?.filter(|it| !it.deleted));
        }
        Ok((customs, lists))
    }
}

/// The custom identifier that is kept.
pub(crate) fn custom(named: &Named) -> Result<CustomIdentifier, Failure> {
    let mut definition = named.document.clone();
    definition["name"] = json!(named.name);
    definition["id"] = json!(named.id);
    if let Some(members) = definition.as_object_mut() {
        // What the engine has no use for.
        members.retain(|_, value| *value != Value::Null);
    }
    serde_json::from_value(definition).map_err(Failure::internal)
}
