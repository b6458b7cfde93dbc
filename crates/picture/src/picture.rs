//! The picture itself.

use image::DynamicImage;

/// A decoded picture of eight bits and three or four channels, the right way up.
#[derive(Clone, Debug)]
pub struct Picture(pub(crate) DynamicImage);

impl Picture {
    /// Pixels across.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.0.width()
    }

    /// Pixels down.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.0.height()
    }

    /// A gradient, for tests of those who take pictures.
    #[must_use]
    pub fn sample(width: u32, height: u32) -> Self {
        let pixel = |x: u32, y: u32| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90]);
        Self(DynamicImage::ImageRgb8(image::RgbImage::from_fn(
            width, height, pixel,
        )))
    }
}
