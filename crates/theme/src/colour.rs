//! Colours and their contrast after WCAG 2.1.

/// A colour `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// Pure black.
    pub const BLACK: Self = Self([0; 3]);

    /// Reads `#rrggbb` and nothing else, so that a value can never leave its place in a stylesheet.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text
            .strip_prefix('#')
            .filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let part = |range| u8::from_str_radix(digits.get(range)?, 16).ok();
        Some(Self([part(0..2)?, part(2..4)?, part(4..6)?]))
    }

    /// This colour moved towards another; `share` 0 is this one, 1 the other.
    pub fn mix(self, other: Self, share: f64) -> Self {
        let mut parts = [0; 3];
        for (part, (a, b)) in parts.iter_mut().zip(self.0.iter().zip(other.0)) {
            *part = (f64::from(*a) * (1.0 - share) + f64::from(b) * share)
                .round()
                .clamp(0.0, 255.0) as u8;
        }
        Self(parts)
    }

    /// The nearest colour on the way to `towards` that reads on `ground`.
    pub fn readable_on(self, ground: Self, towards: Self) -> Self {
        (0..=20)
            .map(|step| self.mix(towards, f64::from(step) / 20.0))
            .find(|c| contrast(*c, ground) >= 4.6)
            .unwrap_or(towards)
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let c = f64::from(part) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        let [r, g, b] = self.0;
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

/// Contrast ratio of two colours, 1 to 21; text needs 4.5.
pub fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (a.luminance(), b.luminance());
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast(c("#000000"), c("#ffffff")) - 21.0).abs() < 0.001);
        assert!((contrast(c("#767676"), c("#ffffff")) - 4.54).abs() < 0.01);
    }

    #[test]
    fn only_six_hex_digits_are_a_colour() {
        for text in [
            "red",
            "#fff",
            "#9b3a2",
            "#9b3a2c;",
            "#9b3a2g",
            "9b3a2c",
            "#9b3a2c}body{",
            "#紫砂",
        ] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
        assert_eq!(c("#9B3A2C").to_string(), "#9b3a2c");
    }

    #[test]
    fn a_dark_brand_is_lightened_until_it_reads_on_dark() {
        let ground = c("#1d1a17");
        assert!(contrast(c("#2c3e6b").readable_on(ground, c("#ffffff")), ground) >= 4.5);
    }
}
