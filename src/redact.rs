//! What may be shown or recorded of a name or a message: no user or password of an address, no query (signed addresses
//! carry their signature there), no password of a database, no home folder. Recorded texts have no folders either.

/// What stands for something left out.
const LEFT_OUT: char = '…';

/// Characters that end a name inside a message.
fn ends_name(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '`' | '<' | '>')
}

/// A name or a message as it may be shown. Addresses lose user, password, query and fragment (`https://host/a.tif?…`),
/// values of keys such as `password` become `…`, inline XML is named by its first element, and the home folder is `~`.
/// Anything else stays as it is.
pub fn redacted(text: &str) -> String {
    let home = std::env::home_dir().map(|h| h.to_string_lossy().into_owned()).unwrap_or_default();
    with_home(text, &home)
}

/// A name or a message as an output may record it: [`redacted`], and of each absolute path the last part only. What is left of an
/// address may look like a path, so this is done until nothing changes: what is recorded and read again is recorded as it was.
pub fn recorded(text: &str) -> String {
    let once = |text: &str| without_folders(&redacted(text));
    let mut shown = once(text);
    for _ in 0..MOST_ROUNDS {
        let next = once(&shown);
        if next == shown {
            break;
        }
        shown = next;
    }
    shown
}

/// Rounds after which nothing changes any more.
const MOST_ROUNDS: usize = 8;

/// The last part of a name, as outputs record it; also of an address, a subdataset's name or a `/vsi` name. In a list
/// with named bands (`red=/a/x.tif,green=/a/y.tif`), that of each.
pub fn base_name(name: &str) -> String {
    let parts: Vec<_> = name.split(',').map(|part| part.split_once('=')).collect();
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if parts.len() > 1 && parts.iter().all(|p| p.is_some_and(|(band, _)| is_word(band.trim()))) {
        return parts
            .iter()
            .flatten()
            .map(|(band, file)| format!("{}={}", band.trim(), last_part(file)))
            .collect::<Vec<_>>()
            .join(",");
    }
    last_part(name)
}

fn last_part(name: &str) -> String {
    let shown = redacted(name.trim());
    let shown = shown.strip_suffix(&['?', LEFT_OUT][..].iter().collect::<String>()).unwrap_or(&shown);
    let path = std::path::Path::new(shown);
    path.file_name().map_or_else(|| shown.to_owned(), |f| f.to_string_lossy().into_owned())
}

fn with_home(text: &str, home: &str) -> String {
    let text = without_xml(text);
    let text = without_home(&text, home);
    let text: String = tokens(&text).map(without_login_and_query).collect();
    without_passwords(&text)
}

/// Inline XML as a name: GDAL's network drivers have their passwords in it.
fn without_xml(text: &str) -> String {
    let (Some(start), Some(end)) = (text.find('<'), text.rfind('>')) else { return text.to_owned() };
    let inside = &text[start + 1..end.max(start + 1)];
    let name: String = inside.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    if start > end || name.is_empty() || !inside.contains(['/', '>']) {
        return text.to_owned();
    }
    format!("{}<{name} {LEFT_OUT}>{}", &text[..start], &text[end + 1..])
}

fn without_home(text: &str, home: &str) -> String {
    let home = home.trim_end_matches(['/', '\\']);
    if home.len() < 2 {
        return text.to_owned();
    }
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find(home) {
        let (before, after) = (rest[..at].chars().next_back(), &rest[at + home.len()..]);
        let begins = before.is_none_or(|c| !c.is_alphanumeric() && c != '.' && c != '~');
        let ends = after.chars().next().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-'));
        out += &rest[..at];
        out += if begins && ends { "~" } else { home };
        rest = after;
    }
    out + rest
}

/// Names and what lies between them, in order. A comma ends a name where another file follows.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let inside = ends_name(first);
        let ends =
            |(at, c): &(usize, char)| ends_name(*c) != inside || (*at > 0 && *c == ',' && begins_file(&rest[at + 1..]));
        let end = rest.char_indices().find(ends).map_or(rest.len(), |(at, _)| at);
        let (token, after) = rest.split_at(end);
        rest = after;
        Some(token)
    })
}

/// Whether a part of a list begins here: `band=` may stand before an address or a path.
fn begins_file(text: &str) -> bool {
    let part = text.trim_start();
    let word = part.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(part.len());
    let file = if part[word..].starts_with('=') { &part[word + 1..] } else { part };
    let scheme = file.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(file.len());
    file.starts_with('/') || (scheme > 0 && file[scheme..].starts_with("://"))
}

/// One name without user, password, query and fragment.
fn without_login_and_query(token: &str) -> String {
    let mut token = token.to_owned();
    let mut from = 0;
    while let Some(at) = token[from..].find("://").map(|at| from + at + 3) {
        from = at;
        let end = token[at..].find(['/', '?', '#', '\\']).map_or(token.len(), |e| at + e);
        let authority = &token[at..end];
        let port = authority.rsplit_once(':').map_or("", |(_, port)| port);
        let no_port = !port.ends_with(']') && port.chars().any(|c| !c.is_ascii_digit());
        // A password that holds a slash or a question mark as it is ends what looks like the host.
        let login = authority.rfind('@').or_else(|| token[at..].rfind('@').filter(|_| no_port && end < token.len()));
        if let Some(login) = login {
            token.replace_range(at..=at + login, "");
        }
    }
    let is_address = from > 0;
    let virtual_options = token.find("/vsi").and_then(|at| {
        let word = token[at + 1..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))? + at + 1;
        token[word..].starts_with('?').then_some(word)
    });
    let cut = if is_address { token.find(['?', '#']) } else { None };
    if let Some(cut) = [cut, virtual_options].into_iter().flatten().min() {
        let kept = token.trim_end_matches([':', ';', ',', '.', ')', ']', '}']).len().max(cut + 1);
        token.replace_range(cut..kept, &format!("?{LEFT_OUT}"));
    }
    token
}

/// Whether what a key says is nobody's business.
fn is_secret(key: &str) -> bool {
    let key: String = key.to_ascii_lowercase().chars().filter(|c| !matches!(c, '-' | '_')).collect();
    ["password", "passwd", "passphrase", "pwd", "secret", "credential", "accesskey", "apikey", "subscriptionkey"]
        .iter()
        .any(|word| key.contains(word))
        || key.ends_with("token")
        || key.ends_with("signature")
        || matches!(
            key.as_str(),
            "user" | "uid" | "username" | "usr" | "sig" | "pass" | "auth" | "authorization" | "pw"
        )
}

/// `password=…` for any key of that kind, and the login of databases that have it without keys.
fn without_passwords(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('=') {
        let (before, after) = rest.split_at(at + 1);
        out += before;
        rest = after;
        let key = before[..at].trim_end();
        let start = key.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).map_or(0, |i| i + 1);
        let start = (start..=key.len()).find(|i| key.is_char_boundary(*i)).unwrap_or(key.len());
        if is_secret(&key[start..]) {
            let value = after.trim_start_matches(' ');
            rest = &value[value_len(value)..];
            out.push(LEFT_OUT);
        }
    }
    out += rest;
    for driver in ["OCI:", "ODBC:", "GEORASTER:", "GEOR:", "SDE:"] {
        let upper = out.to_ascii_uppercase();
        let Some(at) = upper.find(driver).filter(|at| !upper[..*at].ends_with(|c: char| c.is_ascii_alphanumeric()))
        else {
            continue;
        };
        let start = at + driver.len();
        let end = out[start..].find(ends_name).map_or(out.len(), |e| start + e);
        let shown = out[start..end].rfind('@').map_or("", |i| &out[start + i..end]).to_owned();
        out.replace_range(start..end, &format!("{LEFT_OUT}{shown}"));
    }
    out
}

/// Length of a value: a quoted text and what stands at it, or up to a space or to the next `key=`.
fn value_len(value: &str) -> usize {
    if let Some(quote) = value.chars().next().filter(|c| matches!(c, '\'' | '"')) {
        let mut escaped = false;
        let end = value.char_indices().skip(1).find(|(_, c)| {
            let found = *c == quote && !escaped;
            escaped = *c == '\\' && !escaped;
            found
        });
        let end = end.map_or(value.len(), |(at, c)| at + c.len_utf8());
        return end + plain_len(&value[end..]);
    }
    plain_len(value)
}

/// Length of a value without quotes.
fn plain_len(value: &str) -> usize {
    let ends = |(at, c): &(usize, char)| {
        ends_name(*c)
            || (matches!(c, ',' | ';' | '&') && {
                let next = value[at + 1..].trim_start();
                let word =
                    next.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).unwrap_or(next.len());
                next.is_empty() || next[word..].trim_start().starts_with('=')
            })
    };
    let end = value.char_indices().find(ends).map_or(value.len(), |(at, _)| at);
    value[..end].trim_end_matches([':', ')']).len()
}

/// Of each absolute path in a text, the last part; addresses stay.
fn without_folders(text: &str) -> String {
    let is_drive = |t: &str| {
        t.get(1..3).is_some_and(|c| c == ":\\" || c == ":/") && t.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    let one = |token: &str| -> String {
        // Brackets and `key=` may stand before a path.
        let start = token.find(['/', '\\', '~']).filter(|_| !token.contains("://")).unwrap_or(token.len());
        let start = if is_drive(token.get(start.saturating_sub(2)..).unwrap_or("")) { start - 2 } else { start };
        let (before, path) = token.split_at(start);
        let rooted = path.starts_with(['/', '~']) || is_drive(path);
        if !rooted || before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | ')' | ']')) {
            return token.to_owned();
        }
        let kept = path.trim_end_matches(['/', '\\']);
        if kept.is_empty() {
            return token.to_owned(); // a slash by itself: WGS 84 / UTM zone 31N
        }
        format!("{before}{}", kept.rsplit(['/', '\\']).next().unwrap_or(kept))
    };
    tokens(text).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        with_home(text, "/home/anna")
    }

    #[test]
    fn addresses_lose_login_query_and_fragment() {
        for (name, expected) in [
            ("https://anna:pa55@host:8443/a/b.tif", "https://host:8443/a/b.tif"),
            ("https://tok3n@host/b.tif", "https://host/b.tif"),
            ("https://anna:p/a?5@host/b.tif", "https://host/b.tif"),
            ("https://host/b.tif?sig=SECRET&se=2030", "https://host/b.tif?…"),
            ("https://host/b.tif?X-Amz-Signature=a,b#frag", "https://host/b.tif?…"),
            ("/vsicurl/https://anna:pa55@host/b.tif?token=SECRET", "/vsicurl/https://host/b.tif?…"),
            ("/vsicurl?pc_url_signing=yes&url=https%3A%2F%2Fhost%2Fb.tif%3Fsig%3DSECRET", "/vsicurl?…"),
            ("vrt:///vsicurl/https://u:p@host/b.tif?bands=1", "vrt:///vsicurl/https://host/b.tif?…"),
            ("red=https://h/r.tif?sig=A,green=https://h/g.tif?sig=B", "red=https://h/r.tif?…,green=https://h/g.tif?…"),
            ("postgresql://anna:pa55@db/geo?sslmode=no", "postgresql://db/geo?…"),
            ("s3://bucket/key.tif", "s3://bucket/key.tif"),
            ("https://[::1]:80/b.tif", "https://[::1]:80/b.tif"),
            ("https://host/@scope/b.tif", "https://host/@scope/b.tif"),
        ] {
            assert_eq!(shown(name), expected);
        }
        let message =
            "https://h/b.tif?sig=SECRET: cannot be opened: `/vsicurl/https://h/b.tif?sig=SECRET' does not exist";
        assert_eq!(shown(message), "https://h/b.tif?…: cannot be opened: `/vsicurl/https://h/b.tif?…' does not exist");
    }

    #[test]
    fn passwords_of_databases_are_left_out() {
        for (name, expected) in [
            ("PG:host=db dbname=geo user=anna password=pa55", "PG:host=db dbname=geo user=… password=…"),
            ("PG:dbname=geo password='p a\\'5' host=db", "PG:dbname=geo password=… host=db"),
            ("PG:dbname=geo password=a,b;c host=db", "PG:dbname=geo password=… host=db"),
            ("MYSQL:geo,user=anna,password=pa55,tables=x", "MYSQL:geo,user=…,password=…,tables=x"),
            ("MSSQL:server=s;database=d;UID=anna;PWD=pa55;", "MSSQL:server=s;database=d;UID=…;PWD=…;"),
            ("OCI:anna/pa55@db:table", "OCI:…@db:table"),
            ("GEORASTER:anna,pa55,db,table", "GEORASTER:…"),
            ("<GDAL_WMS><UserPwd>anna:pa55</UserPwd></GDAL_WMS>: no", "<GDAL_WMS …>: no"),
            ("AWS_SECRET_ACCESS_KEY=abc", "AWS_SECRET_ACCESS_KEY=…"),
            ("PG:password=\"p\"a5,b host=db", "PG:password=… host=db"),
        ] {
            assert_eq!(shown(name), expected);
        }
    }

    #[test]
    fn what_is_left_of_an_address_is_recorded_as_it_was() {
        let once = recorded("\t=1TAR?a=:////=\t=1TAR?b=://///////,///,/+");
        assert_eq!(recorded(&once), once);
    }

    const PARTS: [&str; 15] = ["secret", "user", "=", "\"", "'", "\\", " ", ",", ";", "&", ":", "@", "a", "/", ")"];

    proptest! {
        /// What is recorded is read again, and recorded again.
        #[test]
        fn what_was_left_out_stays_as_it_is_shown(
            parts in prop::collection::vec(prop::sample::select(&PARTS[..]), 0..14)
        ) {
            let once = shown(&parts.concat());
            prop_assert_eq!(shown(&once), once);
            let once = recorded(&parts.concat());
            prop_assert_eq!(recorded(&once), once);
        }
    }

    #[test]
    fn plain_names_and_messages_stay() {
        for text in [
            "/data/a b/scene.tif: holds 4 bands, red=1, green=2; expected nir",
            "option \"x\" is not KEY=VALUE",
            "a < b and c > d",
            "OVERLAP=2: expected fast, best or a number from 0 to 0.9",
            "C:\\data\\x.tif",
            "what?.tif",
            "a,b.tif",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn the_home_folder_is_a_tilde() {
        assert_eq!(shown("/home/anna/x.tif: no"), "~/x.tif: no");
        assert_eq!(shown("file:///home/anna/x.tif"), "file://~/x.tif");
        assert_eq!(shown("/data/home/anna/x.tif"), "/data/home/anna/x.tif");
        assert_eq!(shown("/home/annabel/x.tif"), "/home/annabel/x.tif");
    }

    #[test]
    fn records_have_no_folders() {
        assert_eq!(without_folders("/a/b.tif is L1C and ~/c/d.tif is L2A"), "b.tif is L1C and d.tif is L2A");
        assert_eq!(without_folders("scale 0.0001/1, and (C:\\a\\b.tif)"), "scale 0.0001/1, and (b.tif)");
        assert_eq!(without_folders("WGS 84 / UTM and/or 1/2 /"), "WGS 84 / UTM and/or 1/2 /");
        assert_eq!(base_name("/a/b/x.tif"), "x.tif");
        assert_eq!(base_name("https://h/a/x.tif?sig=S/T"), "x.tif");
        assert_eq!(base_name("red=/a/x.tif,green=https://h/y.tif?sig=S"), "red=x.tif,green=y.tif");
        assert_eq!(base_name("/data/a,b/x.tif"), "x.tif");
    }
}
