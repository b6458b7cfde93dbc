//! Foreign bytes become pixels, within limits.

use crate::Picture;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Pixels decoded at most.
pub const PIXEL_LIMIT: u64 = 50_000_000;

/// What can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// GIF, of which the first frame is kept.
    Gif,
    /// WebP.
    WebP,
    /// Windows bitmap.
    Bmp,
}

impl Format {
    /// By media type.
    #[must_use]
    pub fn of(content_type: &str) -> Option<Self> {
        match content_type {
            "image/jpeg" => Some(Self::Jpeg),
            "image/png" => Some(Self::Png),
            "image/gif" => Some(Self::Gif),
            "image/webp" => Some(Self::WebP),
            "image/bmp" => Some(Self::Bmp),
            _ => None,
        }
    }

    fn inner(self) -> ImageFormat {
        match self {
            Self::Jpeg => ImageFormat::Jpeg,
            Self::Png => ImageFormat::Png,
            Self::Gif => ImageFormat::Gif,
            Self::WebP => ImageFormat::WebP,
            Self::Bmp => ImageFormat::Bmp,
        }
    }
}

/// Why bytes did not become a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// More than [`PIXEL_LIMIT`], or more memory than so many need.
    TooManyPixels,
    /// Not what the format says.
    Broken,
}

impl From<ImageError> for Unreadable {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Limits(_) => Self::TooManyPixels,
            ImageError::Decoding(_)
            | ImageError::Encoding(_)
            | ImageError::Parameter(_)
            | ImageError::Unsupported(_)
            | ImageError::IoError(_) => Self::Broken,
        }
    }
}

/// Decodes with the head read first: a bomb is refused before a pixel of it takes memory. Turned as EXIF says.
///
/// # Errors
/// See [`Unreadable`].
pub fn decode(bytes: &[u8], format: Format) -> Result<Picture, Unreadable> {
    let (width, height) = ImageReader::with_format(Cursor::new(bytes), format.inner()).into_dimensions()?;
    if u64::from(width) * u64::from(height) > PIXEL_LIMIT {
        return Err(Unreadable::TooManyPixels);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(PIXEL_LIMIT * 8);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format.inner());
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    // Eight bits and three or four channels are all that the encoders take.
    Ok(Picture(if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(picture.into_rgb8())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let picture = Picture::sample(60, 40);
        let written = [
            (Format::Jpeg, picture.jpeg().unwrap()),
            (Format::Png, picture.png().unwrap()),
            (Format::WebP, picture.webp().unwrap()),
        ];
        for (format, bytes) in written {
            let again = decode(&bytes, format).unwrap();
            assert_eq!((again.width(), again.height()), (60, 40), "{format:?}");
        }
    }

    #[test]
    fn a_cut_off_picture_is_broken() {
        let bytes = Picture::sample(200, 200).jpeg().unwrap();
        assert_eq!(
            decode(&bytes[..60], Format::Jpeg).unwrap_err(),
            Unreadable::Broken
        );
        assert_eq!(decode(b"", Format::Png).unwrap_err(), Unreadable::Broken);
    }
}
