//! Pixels become bytes.

use crate::Picture;
use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use kernel::{Error, Result};

const JPEG_QUALITY: u8 = 85;
const WEBP_QUALITY: f32 = 80.0;

impl Picture {
    /// As JPEG, without transparency.
    ///
    /// # Errors
    /// Faults of the encoder.
    pub fn jpeg(&self) -> Result<Bytes> {
        let rgb = self.0.to_rgb8();
        let mut out = Vec::new();
        JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY)
            .write_image(&rgb, rgb.width(), rgb.height(), ExtendedColorType::Rgb8)
            .map_err(Error::fault)?;
        Ok(out.into())
    }

    /// As PNG, without loss.
    ///
    /// # Errors
    /// Faults of the encoder.
    pub fn png(&self) -> Result<Bytes> {
        let mut out = Vec::new();
        PngEncoder::new(&mut out)
            .write_image(
                self.0.as_bytes(),
                self.width(),
                self.height(),
                self.0.color().into(),
            )
            .map_err(Error::fault)?;
        Ok(out.into())
    }

    /// As WebP.
    ///
    /// # Errors
    /// Faults of the encoder.
    pub fn webp(&self) -> Result<Bytes> {
        let encoder = webp::Encoder::from_image(&self.0).map_err(Error::fault)?;
        Ok(Bytes::copy_from_slice(&encoder.encode(WEBP_QUALITY)))
    }
}
