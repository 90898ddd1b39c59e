//! What was copied: files, or a picture such as a screenshot. It refuses to write to the clipboard and to read text: what
//! people copy as text is not ours to send.

use std::path::PathBuf;

use arboard::{Clipboard, Error, ImageData};

/// Why the clipboard could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClipboardError {
    /// This desktop has none that we can reach.
    #[error("there is no clipboard")]
    Absent,
    /// Another program holds it, or gave something that is no picture.
    #[error("the clipboard cannot be read: {0}")]
    Other(String),
}

/// The files and folders that were copied; empty when something else was.
///
/// # Errors
///
/// [`ClipboardError`].
pub fn files() -> Result<Vec<PathBuf>, ClipboardError> {
    let copied = open()?.get().file_list();
    Ok(available(copied)?.unwrap_or_default())
}

/// The picture that was copied, as the bytes of a PNG file; `None` when something else was.
///
/// # Errors
///
/// [`ClipboardError`].
pub fn picture() -> Result<Option<Vec<u8>>, ClipboardError> {
    let copied = open()?.get().image();
    available(copied)?.map(|picture| as_png(&picture)).transpose()
}

fn open() -> Result<Clipboard, ClipboardError> {
    Clipboard::new().map_err(|_| ClipboardError::Absent)
}

fn available<T>(copied: Result<T, Error>) -> Result<Option<T>, ClipboardError> {
    match copied {
        Ok(copied) => Ok(Some(copied)),
        Err(Error::ContentNotAvailable) => Ok(None),
        Err(Error::ClipboardNotSupported) => Err(ClipboardError::Absent),
        Err(error) => Err(ClipboardError::Other(error.to_string())),
    }
}

fn as_png(picture: &ImageData<'_>) -> Result<Vec<u8>, ClipboardError> {
    let other = |error: png::EncodingError| ClipboardError::Other(error.to_string());
    let side =
        |length: usize| u32::try_from(length).map_err(|_| ClipboardError::Other("the picture is too large".to_owned()));
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side(picture.width)?, side(picture.height)?);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(other)?;
    writer.write_image_data(&picture.bytes).map_err(other)?;
    writer.finish().map_err(other)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_becomes_a_png_of_the_same_points() {
        let points: Vec<u8> = (0..3 * 2 * 4).collect();
        let picture = ImageData { width: 3, height: 2, bytes: points.clone().into() };
        let bytes = as_png(&picture).expect("a PNG");
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().expect("a PNG");
        let mut back = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut back).expect("its points");
        assert_eq!((info.width, info.height), (3, 2));
        assert_eq!(back, points);
    }

    #[test]
    fn a_picture_whose_points_do_not_fit_its_sides_is_none() {
        let picture = ImageData { width: 3, height: 3, bytes: vec![0; 7].into() };
        assert!(matches!(as_png(&picture), Err(ClipboardError::Other(_))));
    }
}
