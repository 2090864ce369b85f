//! Which changes of many dates count: by first date, by how many dates confirm them, by what became of them.

use crate::error::{Error, Result};

/// Conditions that all must hold; without any, every change passes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// First date no earlier than this, days since 1970.
    from: Option<f32>,
    /// First date no later than this.
    until: Option<f32>,
    /// Fewest confirming dates.
    confirming: Option<f32>,
    /// State, as its code in rasters.
    state: Option<f32>,
}

impl Filter {
    /// From `first>=2024-01-01,first<=2024-06-30,confirming>=3,state=stayed`.
    ///
    /// # Errors
    /// [`Error::Argument`] with what was expected.
    pub(super) fn new(text: &str) -> Result<Self> {
        let mut filter = Filter::default();
        for condition in text.split(',').map(str::trim).filter(|condition| !condition.is_empty()) {
            let known = filter.add(&condition.to_ascii_lowercase().replace(' ', ""));
            known.ok_or_else(|| {
                Error::refused(
                    "FILTER",
                    format!("FILTER={text}: {condition}: expected first>=YYYY-MM-DD, first<=YYYY-MM-DD, confirming>=NUMBER, state=stayed or state=returned, separated by commas"),
                )
            })?;
        }
        Ok(filter)
    }

    fn add(&mut self, condition: &str) -> Option<()> {
        let day = |text: &str| {
            Some(
                humantime::parse_rfc3339(&format!("{text}T00:00:00Z"))
                    .ok()?
                    .duration_since(std::time::UNIX_EPOCH)
                    .ok()?
                    .as_secs() as f32
                    / 86_400.0,
            )
        };
        let (place, value) = if let Some(rest) = condition.strip_prefix("first>=") {
            (&mut self.from, day(rest)?)
        } else if let Some(rest) = condition.strip_prefix("first<=") {
            (&mut self.until, day(rest)?)
        } else if let Some(rest) = condition.strip_prefix("confirming>=") {
            (&mut self.confirming, f32::from(rest.parse::<u16>().ok()?))
        } else {
            let state = condition.strip_prefix("state=")?;
            (
                &mut self.state,
                ["", "stayed", "returned"].iter().position(|name| !name.is_empty() && *name == state)? as f32,
            )
        };
        place.replace(value).is_none().then_some(())
    }

    /// Whether every change passes.
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    /// Whether a cell's change passes: its first date in days since 1970, its confirming dates and its state as rasters have them.
    pub fn passes(&self, first: f32, confirming: f32, state: f32) -> bool {
        let holds = |asked: Option<f32>, of: &dyn Fn(f32) -> bool| asked.is_none_or(of);
        holds(self.from, &|from| first >= from)
            && holds(self.until, &|until| first <= until)
            && holds(self.confirming, &|least| confirming >= least)
            && holds(self.state, &|asked| state == asked)
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;

    #[test]
    fn conditions_all_hold() {
        let filter = Filter::new("first>=2024-01-01, First<=2024-06-30,confirming>=3,state=stayed").unwrap();
        let day = 19_800.0; // 2024-03-18
        assert!(filter.passes(day, 3.0, 1.0) && !filter.is_empty());
        for other in
            [(19_000.0, 3.0, 1.0), (20_000.0, 3.0, 1.0), (day, 2.0, 1.0), (day, 3.0, 2.0), (f32::NAN, 3.0, 1.0)]
        {
            assert!(!filter.passes(other.0, other.1, other.2), "{other:?}");
        }
        assert!(Filter::new(" ").unwrap().is_empty() && Filter::default().passes(f32::NAN, 0.0, 0.0));
        for wrong in
            ["first>2024-01-01", "first>=2024-13-01", "state=new", "confirming>=x", "state=stayed,state=returned"]
        {
            assert!(Filter::new(wrong).unwrap_err().to_string().contains("expected first>="), "{wrong}");
        }
    }
}
