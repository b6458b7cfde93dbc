//! Smaller forms.

use crate::Picture;
use fast_image_resize::Resizer;
use image::DynamicImage;
use kernel::{Error, Result};

impl Picture {
    /// With its longer side at most `side` pixels.
    ///
    /// # Errors
    /// Faults of the scaler.
    pub fn within(self, side: u32) -> Result<Self> {
        let longer = self.width().max(self.height());
        if longer <= side {
            return Ok(self);
        }
        let width = u64::from(self.width()) * u64::from(side) / u64::from(longer);
        self.scaled(u32::try_from(width).unwrap_or(side).max(1))
    }

    /// Scaled to `width`, in proportion.
    ///
    /// # Errors
    /// Faults of the scaler.
    pub fn scaled(&self, width: u32) -> Result<Self> {
        let height = u64::from(self.height()) * u64::from(width) / u64::from(self.width().max(1));
        let height = u32::try_from(height).unwrap_or(width).max(1);
        let mut small = DynamicImage::new(width, height, self.0.color());
        Resizer::new()
            .resize(&self.0, &mut small, None)
            .map_err(Error::fault)?;
        Ok(Self(small))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shrinking_keeps_the_proportions_and_never_enlarges() {
        let size = |picture: &Picture| (picture.width(), picture.height());
        assert_eq!(size(&Picture::sample(900, 600).scaled(320).unwrap()), (320, 213));
        assert_eq!(size(&Picture::sample(300, 1200).within(600).unwrap()), (150, 600));
        assert_eq!(size(&Picture::sample(30, 20).within(600).unwrap()), (30, 20));
        assert_eq!(size(&Picture::sample(2000, 1).scaled(10).unwrap()), (10, 1));
    }
}
