//! Whether a copy is one of what it is said to be of.

use tracie_finding::detection::Reason;
use tracie_finding::resources::EncryptionType;

use crate::etag;
use crate::object::Object;
use crate::trouble::Trouble;

/// What holding a copy against its original showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing speaks against it.
    Fits,
    /// It may be of another version; a sentence that says so.
    Doubtful(String),
    /// It is of another version.
    Differs(Trouble),
}

impl Object {
    /// Whether working out the eTag of the copy can tell anything. S3 makes
    /// the eTag of what it encrypts with KMS or with a customer's key by
    /// other means, and that of parts depends on their sizes.
    pub fn is_checked_by_etag(&self) -> bool {
        let encryption = self.attributes.encryption.encryption_type;
        let hashed = !matches!(encryption, EncryptionType::Kms | EncryptionType::KmsDsse);
        self.is_copy()
            && hashed
            && self
                .known_etag
                .as_deref()
                .is_some_and(|it| self.can_make(it))
    }

    /// Whether an eTag has the form of those that are worked out here.
    fn can_make(&self, etag: &str) -> bool {
        let (digest, parts) = etag.split_once('-').unwrap_or((etag, "0"));
        let of_md5 = digest.len() == 32 && digest.bytes().all(|it| it.is_ascii_hexdigit());
        let usual = etag::parts(self.size.unwrap_or(0)).to_string();
        of_md5 && (parts == "0" || parts == usual)
    }

    /// Holds the size of the copy against that of the original.
    ///
    /// ```
    /// use tracie_source::{Object, Verdict};
    ///
    /// let mut object = Object::new("bucket", "a.txt", || Ok(Box::new(&b"hello"[..])));
    /// object.size = Some(5);
    /// let object = object.copy_of_original();
    /// assert_eq!(object.judge_size(5), Verdict::Fits);
    /// assert!(matches!(object.judge_size(4), Verdict::Differs(_)));
    /// ```
    pub fn judge_size(&self, size: u64) -> Verdict {
        match self.size {
            Some(known) if self.is_copy() && known != size => Verdict::Differs(other_version(
                &format!("the copy has {size} bytes, the object {known}"),
            )),
            _ => Verdict::Fits,
        }
    }

    /// Holds the eTag of the copy against that of the original.
    pub fn judge_etag(&self, etag: &str) -> Verdict {
        let known = match &self.known_etag {
            Some(known) if self.is_checked_by_etag() => known,
            _ => return Verdict::Fits,
        };
        if known.eq_ignore_ascii_case(etag) {
            return Verdict::Fits;
        }
        if known.contains('-') {
            return doubtful("or the object was uploaded in parts of another size");
        }
        match self.attributes.encryption.encryption_type {
            EncryptionType::Unknown => doubtful("or the object is encrypted with a KMS key"),
            _ => Verdict::Differs(other_version("the copy has another eTag than the object")),
        }
    }
}

fn doubtful(unless: &str) -> Verdict {
    Verdict::Doubtful(format!(
        "its eTag is not that of the copy: the copy is of another version, {unless}"
    ))
}

fn other_version(what: &str) -> Trouble {
    let remark = format!("{what}: they are not of one version; copy it and list it again");
    Trouble::new(Reason::ObjectVersionMismatch, remark)
}

#[cfg(test)]
mod tests {
    use tracie_finding::resources::ServerSideEncryption;

    use super::*;

    const HELLO: &str = "5d41402abc4b2a76b9719d911017c592";
    const OTHER: &str = "00000000000000000000000000000000";

    fn object(etag: &str, encryption_type: EncryptionType) -> Object {
        let mut object = Object::new("b", "k", || Ok(Box::new(&b"hello"[..])));
        object.size = Some(5);
        object.known_etag = Some(etag.into());
        object.attributes.encryption = ServerSideEncryption {
            encryption_type,
            kms_master_key_id: None,
        };
        object.copy_of_original()
    }

    #[test]
    fn etags_tell_as_much_as_they_can() {
        use EncryptionType::{Aes256, Kms, None, Unknown};
        let differs = |verdict| matches!(verdict, Verdict::Differs(_));
        let doubtful = |verdict| matches!(verdict, Verdict::Doubtful(_));
        assert_eq!(object(HELLO, Aes256).judge_etag(HELLO), Verdict::Fits);
        assert!(differs(object(OTHER, Aes256).judge_etag(HELLO)));
        assert!(differs(object(OTHER, None).judge_etag(HELLO)));
        assert!(doubtful(object(OTHER, Unknown).judge_etag(HELLO)));
        // These are no MD5 of the content.
        assert_eq!(object(OTHER, Kms).judge_etag(HELLO), Verdict::Fits);
        assert_eq!(object("w/opaque", Aes256).judge_etag(HELLO), Verdict::Fits);
        // In two parts of less than five bytes each, as nobody does by default.
        let parts = format!("{OTHER}-2");
        assert_eq!(object(&parts, Aes256).judge_etag(HELLO), Verdict::Fits);
    }

    #[test]
    fn parts_of_the_usual_number_are_compared() {
        let mut object = object(&format!("{OTHER}-2"), EncryptionType::Aes256);
        object.size = Some(9 << 20);
        assert!(object.is_checked_by_etag());
        let verdict = object.judge_etag(&format!("{HELLO}-2"));
        assert!(matches!(verdict, Verdict::Doubtful(_)), "{verdict:?}");
    }

    #[test]
    fn what_is_no_copy_is_not_judged() {
        let mut object = Object::new("b", "k", || Ok(Box::new(&b"hello"[..])));
        object.size = Some(9);
        object.known_etag = Some(OTHER.into());
        assert_eq!(object.judge_size(5), Verdict::Fits);
        assert_eq!(object.judge_etag(HELLO), Verdict::Fits);
        assert!(!object.is_checked_by_etag());
    }
}
