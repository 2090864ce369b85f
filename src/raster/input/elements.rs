//! XML as a sequence of elements that end. One pass, whatever a file holds: names without their prefixes, predefined
//! entities and characters by number; other entities are left out, so that none can grow.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Deepest nesting: product metadata and virtual rasters stay far below.
const DEEPEST: usize = 64;

/// An element.
#[derive(Debug, Default)]
pub struct Element {
    /// Name without prefix.
    pub name: String,
    /// Attributes: names without prefixes, and values.
    pub attributes: Vec<(String, String)>,
    /// Its own text, trimmed once the element has ended.
    pub text: String,
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn new(start: &BytesStart) -> Result<Self, String> {
        let mut attributes = Vec::new();
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|e| e.to_string())?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_or_else(|_| attribute.value.to_string(), |v| v.into_owned());
            attributes.push((attribute.key.local_name().into_inner().to_owned(), value));
        }
        Ok(Element { name: start.local_name().into_inner().to_owned(), attributes, text: String::new() })
    }
}

/// Calls `visit` for each element as it ends, with those around it before it: the last of the slice is the one.
///
/// # Errors
/// What is wrong and where, if the text is no well-formed XML or is nested too deeply.
pub fn walk(xml: &str, mut visit: impl FnMut(&[Element])) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().allow_dangling_amp = true;
    let mut open: Vec<Element> = Vec::new();
    let mut end = |open: &mut Vec<Element>| {
        if let Some(last) = open.last_mut() {
            last.text = last.text.trim().to_owned();
            visit(open);
            open.pop();
        }
    };
    loop {
        let event = reader.read_event().map_err(|e| format!("at byte {}: {e}", reader.error_position()))?;
        match event {
            Event::Start(start) if open.len() < DEEPEST => open.push(Element::new(&start)?),
            Event::Start(_) => return Err(format!("its elements are nested more than {DEEPEST} deep")),
            Event::Empty(start) => {
                open.push(Element::new(&start)?);
                end(&mut open);
            }
            Event::End(_) => end(&mut open),
            Event::Text(text) => add(&mut open, &text.into_inner()),
            Event::CData(text) => add(&mut open, &text.into_inner()),
            Event::GeneralRef(entity) => match entity.resolve_char_ref() {
                Ok(Some(c)) => add(&mut open, c.encode_utf8(&mut [0; 4])),
                _ => add(&mut open, resolve_predefined_entity(&entity).unwrap_or("")),
            },
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    match open.last() {
        Some(unfinished) => Err(format!("it ends inside of {}", unfinished.name)),
        None => Ok(()),
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(last) = open.last_mut() {
        last.text.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_end_with_their_texts() {
        let xml = r#"<?xml version="1.0"?><!-- <a>no</a> --><n1:p x:id="1&amp;2"><a> b &lt;c&#33; <![CDATA[<d>]]></a><e f='g'/></n1:p>"#;
        let mut seen = Vec::new();
        walk(xml, |e| seen.push((e.len(), e.last().map(|e| (e.name.clone(), e.text.clone(), e.attributes.clone())))))
            .unwrap();
        assert_eq!(seen[0], (2, Some(("a".into(), "b <c! <d>".into(), vec![]))));
        assert_eq!(seen[1], (2, Some(("e".into(), String::new(), vec![("f".into(), "g".into())]))));
        assert_eq!(seen[2].1.as_ref().unwrap().2, [("id".to_owned(), "1&2".to_owned())]);
    }

    #[test]
    fn what_is_no_xml_is_said() {
        for (text, said) in [("<a><b></a>", "at byte"), ("<a><b>", "inside of b"), ("<a", "at byte")] {
            assert!(walk(text, |_| {}).unwrap_err().contains(said), "{text}");
        }
        assert!(walk(&"<a>".repeat(200_000), |_| {}).unwrap_err().contains("deep"));
        let laughs = format!("<!DOCTYPE l [<!ENTITY a \"{}\">]><x>&a;</x>", "lol".repeat(10));
        let mut texts = Vec::new();
        walk(&laughs, |e| texts.push(e[0].text.clone())).unwrap();
        assert_eq!(texts, [""]);
    }
}
