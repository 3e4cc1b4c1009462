//! What the lists say of a word: a few bits. Shared with the build script.

/// What the lists say of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class(pub(crate) u32);

macro_rules! marks {
    ($($name:ident = $bit:literal $key:literal),+ $(,)?) => {
        /// The marks by the section of the cue list that gives them.
        #[allow(dead_code, reason = "the build script uses it, the library does not")]
        pub(crate) const MARKS: &[(&str, u32)] = &[$(($key, 1 << $bit)),+];

        $(
            #[doc = concat!("Words of the section `", $key, "`.")]
            #[allow(dead_code, reason = "the build script names none")]
            pub(crate) const $name: Class = Class(1 << $bit);
        )+
    };
}

marks! {
    PLACE = 6 "place",
    HONORIFIC = 7 "honorific",
    PARTICLE = 8 "particle",
    SUFFIX = 9 "suffix",
    LEAD = 10 "lead",
    ARTICLE = 11 "article",
    ORG = 12 "org",
    STREET = 13 "street",
    UNIT = 14 "unit",
    BOX = 15 "box",
    LABEL = 16 "label",
    NAMEWORD = 17 "nameword",
    NOTNAME = 18 "notname",
    ADDRESSLABEL = 19 "addresslabel",
    NOTADDRESS = 20 "notaddress",
    NOTPERSON = 21 "notperson",
    STREETLEAD = 22 "streetlead",
    REGION = 25 "region",
    COUNTRY = 26 "country",
    GIVENPART = 27 "givenpart",
    FAMILYPART = 28 "familypart",
    HALF = 29 "half",
    RARELYPERSON = 30 "rarelyperson",
    INNER = 31 "inner",
    // Of single words; `rarelyperson` and `notperson` are of pairs.
    WEAK = 30 "weak",
    FAMILYFIRST = 21 "familyfirst",
}

/// Words that begin something of two words that is known.
#[allow(dead_code, reason = "shared with the build script")]
pub(crate) const BEGINS: Class = Class(1 << 23);
/// Words that end it.
#[allow(dead_code, reason = "shared with the build script")]
pub(crate) const ENDS: Class = Class(1 << 24);

impl Class {
    /// A class from the weights of the three lists, each 0 to 3.
    #[allow(dead_code, reason = "only the build script makes classes")]
    pub(crate) fn of(given: u32, family: u32, word: u32) -> Class {
        Class(given | family << 2 | word << 4)
    }

    /// How common it is as a given name, 0 to 3.
    pub(crate) fn given(self) -> i32 {
        (self.0 & 3) as i32
    }

    /// How common it is as a family name, 0 to 3.
    pub(crate) fn family(self) -> i32 {
        (self.0 >> 2 & 3) as i32
    }

    /// How common it is as an ordinary word, 0 to 3.
    pub(crate) fn word(self) -> i32 {
        (self.0 >> 4 & 3) as i32
    }

    /// Whether it has one of the marks.
    pub(crate) fn is(self, marks: Class) -> bool {
        self.0 & marks.0 != 0
    }

    /// The marks and weights of either.
    pub(crate) fn with(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }
}
