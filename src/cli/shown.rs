//! Texts made safe for a terminal: names, metadata and messages come from files, and may hold characters that move the
//! cursor, set a title or reverse the direction of letters. Such characters are shown as JSON writes them, `\u001b`.

/// Whether a terminal would act on a character instead of showing it.
fn acts(c: char) -> bool {
    // Beside control characters, those that reorder a line.
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text of several lines made by this program: line ends and tabs stay.
pub fn text(text: &str) -> String {
    escaped(text, |c| matches!(c, '\n' | '\t'))
}

/// One line: line ends in it are escaped too.
pub fn line(text: &str) -> String {
    escaped(text, |c| c == '\t')
}

fn escaped(text: &str, stays: impl Fn(char) -> bool) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            _ if !acts(c) || stays(c) => out.push(c),
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            _ => out += &format!("\\u{:04x}", u32::from(c)),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_shown_and_all_else_stays() {
        assert_eq!(
            line("zwei Täler\t👩‍🌾 \u{1b}]0;x\u{7}\u{9b}2K\r\n"),
            "zwei Täler\t👩‍🌾 \\u001b]0;x\\u0007\\u009b2K\\r\\n"
        );
        assert_eq!(text("a\nb\u{7f}\u{202e}"), "a\nb\\u007f\\u202e");
    }
}
