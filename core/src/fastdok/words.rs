//! The service's words: those that are known, and any other as it came.

/// What an enum of words needs besides its variants, which have the words' own names and an `Other(String)`.
macro_rules! words {
    ($name:ident: $($word:ident),+) => {
        impl $name {
            /// The service's word.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$word => stringify!($word),)+
                    Self::Other(word) => word,
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                let known = [$(Self::$word),+];
                known.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(&word)).unwrap_or(Self::Other(word))
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                word.to_owned().into()
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.as_str().to_owned()
            }
        }

        impl $crate::json::FromMember for Option<$name> {
            fn from_member(members: &mut $crate::json::Members<'_>, name: &str) -> Result<Self, $crate::error::Error> {
                Ok(members.text(name)?.map(<$name>::from))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(super) use words;
