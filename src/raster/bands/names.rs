//! The band that a text names: whole names only, never a band's word inside another band's name.

use std::collections::{HashMap, HashSet};

use super::words::{Word, word};

/// Longest text that is read; names of bands are far shorter.
const LONGEST: usize = 400;

/// What a text means as the name of a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// It is this one. Not `sure` where the word is used for a neighbouring band too: a wavelength then overrules it.
    Band { name: &'static str, word: Word, sure: bool },
    /// One of a family of bands (`red edge`, `swir`).
    Family(&'static str),
    /// Something else: a mask, a spread, an index, or several bands at once.
    Else,
    /// Nothing.
    Nothing,
}

impl Said {
    pub(super) fn band(self) -> Option<&'static str> {
        match self {
            Said::Band { name, .. } => Some(name),
            _ => None,
        }
    }
}

/// Words that mean nothing because the names of several bands share them (`field7_red`, `field7_nir`).
#[derive(Debug, Default)]
pub struct Shared(HashSet<String>);

impl Shared {
    /// Words that stand in the names of at least three different bands.
    pub fn of<T: AsRef<str>>(names: &[T]) -> Self {
        let mut seen: HashMap<String, HashSet<&'static str>> = HashMap::new();
        for name in names {
            let tokens = tokens(name.as_ref());
            let items = items(&tokens);
            let code = items.iter().find(|w| matches!(w, Word::Code(_)));
            let Some(band) = code.or_else(|| items.iter().find(|w| w.band().is_some())).and_then(|w| w.band()) else {
                continue;
            };
            for token in tokens {
                seen.entry(token).or_default().insert(band);
            }
        }
        Shared(seen.into_iter().filter(|(_, bands)| bands.len() >= 3).map(|(token, _)| token).collect())
    }
}

impl Word {
    /// The common name behind a word, where it is one band's.
    fn band(self) -> Option<&'static str> {
        match self {
            Word::Code(name) | Word::Colour(name) => Some(name),
            Word::BroadNir => Some("nir"),
            Word::Swir(_) => Some("swir22"),
            _ => None,
        }
    }
}

/// Words of a text in lower case: runs of letters and digits, parted where a capital follows a small letter.
fn tokens(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut last = ' ';
    for c in text.chars().take(LONGEST) {
        if !c.is_alphanumeric() || (last.is_ascii_lowercase() && c.is_ascii_uppercase()) {
            out.push(String::new());
        }
        if c.is_alphanumeric() {
            out.last_mut().expect("it holds one from the start").extend(c.to_lowercase());
        }
        last = c;
    }
    out.retain(|t| !t.is_empty());
    out
}

/// The words' meanings, several joined where together they are a band's (`red edge 1`, `scene classification`).
fn items(tokens: &[String]) -> Vec<Word> {
    items_but(tokens, &Shared::default())
}

fn items_but(tokens: &[String], shared: &Shared) -> Vec<Word> {
    let (mut out, mut is_shared) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        let joined = (2..=4).rev().filter(|n| at + n <= tokens.len()).find_map(|n| {
            let parts = &tokens[at..at + n];
            // B1_2 is the second B1, not B12.
            let digits = |a: &String, b: &String| {
                a.ends_with(|c: char| c.is_ascii_digit()) && b.starts_with(|c: char| c.is_ascii_digit())
            };
            if parts.windows(2).any(|p| digits(&p[0], &p[1])) {
                return None;
            }
            let found = word(&parts.concat());
            let is_band = found.band().is_some() || matches!(found, Word::Family(_));
            is_band.then_some((n, found))
        });
        let (length, found) = joined.unwrap_or_else(|| (1, word(&tokens[at])));
        is_shared.push(length == 1 && shared.0.contains(&tokens[at]));
        out.push(found);
        at += length;
    }
    // "red_lake_B02": beside a code the place's colour means nothing where all the names have it.
    let has_code = out.iter().any(|w| matches!(w, Word::Code(_)));
    for (found, _) in out.iter_mut().zip(is_shared).filter(|(_, is_shared)| *is_shared) {
        if *found == Word::Unknown || (has_code && matches!(found, Word::Colour(_))) {
            *found = Word::Neutral;
        }
    }
    out
}

/// Words of one band that are used for a neighbour too.
pub(super) fn loosely(name: &str, other: &str) -> bool {
    let family = |n: &str| match n {
        "nir" | "nir08" | "nir09" => 1,
        "swir16" | "swir22" | "cirrus" => 2,
        "rededge1" | "rededge2" | "rededge3" => 3,
        _ => 0,
    };
    name == other || (family(name) != 0 && family(name) == family(other))
}

/// Whether a band belongs to a family of [`Said::Family`].
pub(super) fn belongs(name: &str, family: &str) -> bool {
    match family {
        "rededge" => name.starts_with("rededge") || name == "nir08",
        "nir" => name.starts_with("nir"),
        "swir" => name.starts_with("swir") || name == "cirrus",
        _ => false,
    }
}

/// Reads a name or description; `shared` are words that mean nothing.
pub(super) fn read(text: &str, shared: &Shared) -> Said {
    let tokens = tokens(text);
    let items = items_but(&tokens, shared);
    let is_band = |w: &Word| w.band().is_some();
    let beside = |i: usize| {
        let near = [i.checked_sub(1), Some(i + 1)];
        near.into_iter().flatten().filter_map(|n| items.get(n)).any(is_band)
    };
    if items.iter().enumerate().any(|(i, w)| *w == Word::Else || (*w == Word::ElseBeside && beside(i))) {
        return Said::Else;
    }
    // Geoscience Australia counts the mission's: nbart_swir_2 is B11.
    let counted = tokens.iter().any(|t| matches!(t.as_str(), "nbart" | "nbar"));
    let name = |w: Word| match w {
        Word::Swir(2) if counted => Some("swir16"),
        Word::Swir(3) if !counted => None,
        w => w.band(),
    };
    let codes: Vec<_> = items.iter().filter_map(|w| if let Word::Code(n) = w { Some(*n) } else { None }).collect();
    let words: Vec<_> = items.iter().copied().filter(|w| is_band(w) && !matches!(w, Word::Code(_))).collect();
    let families: Vec<_> = items.iter().filter_map(|w| if let Word::Family(f) = w { Some(*f) } else { None }).collect();
    if let [code, more @ ..] = &codes[..] {
        let agrees = |w: &Word| match (w, *code) {
            (Word::Colour("nir"), "nir08" | "nir09") | (Word::Colour("blue" | "aerosol"), "coastal") => true,
            (Word::Swir(_), "swir16" | "swir22") => true,
            (w, code) => w.band() == Some(code),
        };
        let right =
            more.iter().all(|c| c == code) && words.iter().all(agrees) && families.iter().all(|f| belongs(code, f));
        return if right { Said::Band { name: code, word: Word::Code(code), sure: true } } else { Said::Else };
    }
    let [first, more @ ..] = &words[..] else {
        return families.first().map_or(Said::Nothing, |f| Said::Family(f));
    };
    let other = items.iter().any(|w| matches!(w, Word::Unknown | Word::ElseBeside));
    if other || more.iter().any(|w| name(*w) != name(*first)) || !families.is_empty() {
        return Said::Else;
    }
    let word = words.iter().copied().find(|w| *w == Word::BroadNir).unwrap_or(*first);
    match name(*first) {
        Some(found) => {
            let decided = if counted && matches!(word, Word::Swir(_)) { Word::Colour(found) } else { word };
            Said::Band { name: found, word: decided, sure: false }
        }
        None => Said::Band { name: "swir22", word, sure: false },
    }
}

/// The common name of a word that is a whole name, for example `red` for `B4`.
pub(super) fn whole(text: &str) -> Option<&'static str> {
    let parts = tokens(text);
    let joined = parts.concat();
    // `B1_2` is no B12.
    if parts.len() > 4 || text.trim().chars().any(|c| !c.is_alphanumeric() && !matches!(c, '_' | '-' | ' ')) {
        return None;
    }
    match items(&parts)[..] {
        [only] if word(&joined) == only => only.band(),
        _ => None,
    }
}
