//! Rows of a sweep in files: CSV and Parquet.
//!
//! A part is a piece of a file on its own (Parquet: a whole file with one row group), and a
//! file is assembled from parts without looking into them again, so that the bytes do not
//! depend on how the work was divided.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{ConvertedType, Encoding, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use crate::uncertainty::sweep::part::Part;

use super::Failure;

/// Under this key a Parquet file says which sweep it holds.
const DESCRIPTION: &str = "concede.sweep";

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    Csv,
    Parquet,
}

impl FileFormat {
    /// By the extension of a file's name.
    pub fn of(path: &Path) -> Result<FileFormat, Failure> {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some(extension) if extension.eq_ignore_ascii_case("csv") => Ok(FileFormat::Csv),
            Some(extension) if extension.eq_ignore_ascii_case("parquet") => Ok(FileFormat::Parquet),
            _ => Err(Failure::Input(format!(
                "`{}` ends in neither .csv nor .parquet; the extension says how rows are written",
                path.display()
            ))),
        }
    }

    /// The bytes of a part.
    pub fn encode(self, part: &Part, names: &[String], description: &str) -> Result<Vec<u8>, Failure> {
        match self {
            FileFormat::Csv => Ok(csv_rows(part)),
            FileFormat::Parquet => {
                parquet_part(part, names, description).map_err(|error| broken("encoding a part", &error))
            }
        }
    }

    /// Writes a file from its parts, in order.
    pub fn assemble<'p>(
        self,
        parts: impl Iterator<Item = &'p Path>,
        names: &[String],
        description: &str,
        output: &Path,
    ) -> Result<(), Failure> {
        let what = || format!("writing `{}`", output.display());
        let file = File::create(output).map_err(|error| Failure::Io { what: what(), error })?;
        match self {
            FileFormat::Csv => {
                let mut writer = BufWriter::new(file);
                let copy = || -> std::io::Result<()> {
                    writer.write_all(csv_header(names).as_bytes())?;
                    for part in parts {
                        std::io::copy(&mut File::open(part)?, &mut writer)?;
                    }
                    writer.flush()
                };
                copy().map_err(|error| Failure::Io { what: what(), error })
            }
            FileFormat::Parquet => {
                splice(parts, schema(names), description, file).map_err(|error| broken(&what(), &error))
            }
        }
    }
}

/// Joins whole files of one sweep, given in the order of their samples.
///
/// # Errors
/// If the files are not parts of one sweep, or some of it is missing between them.
pub fn merge(format: FileFormat, files: &[&Path], output: &Path) -> Result<(), Failure> {
    match format {
        FileFormat::Csv => merge_csv(files, output),
        FileFormat::Parquet => merge_parquet(files, output),
    }
}

fn broken(what: &str, error: &ParquetError) -> Failure {
    Failure::Io { what: what.to_owned(), error: std::io::Error::other(error.to_string()) }
}

// --- CSV ---

fn csv_header(names: &[String]) -> String {
    let quoted = |name: &String| match name.contains(['"', ',', '\n']) {
        true => format!("\"{}\"", name.replace('"', "\"\"")),
        false => name.clone(),
    };
    let names: Vec<String> = names.iter().map(quoted).collect();
    format!("{}\n", names.join(","))
}

fn csv_rows(part: &Part) -> Vec<u8> {
    let mut text = Vec::with_capacity(part.rows * (part.parameters.len() * 12 + 120));
    for row in 0..part.rows {
        // Writing to memory cannot fail.
        let _ = write!(text, "{}", part.first + row as u64);
        for column in &part.parameters {
            let _ = write!(text, ",{}", column[row]);
        }
        for column in &part.tests {
            let word: &[u8] = match column.holds[row] {
                Some(true) => b",true",
                Some(false) => b",false",
                None => b",",
            };
            text.extend_from_slice(word);
            match column.values[row] {
                Some(value) => {
                    let _ = write!(text, ",{value}");
                }
                None => text.push(b','),
            }
        }
        let _ = writeln!(text, ",{}", part.headlines[row].key());
    }
    text
}

fn merge_csv(files: &[&Path], output: &Path) -> Result<(), Failure> {
    let reading =
        |path: &Path, error: std::io::Error| Failure::Io { what: format!("reading `{}`", path.display()), error };
    let writing = |error: std::io::Error| Failure::Io { what: format!("writing `{}`", output.display()), error };
    // Headers, first samples and lengths, so that the order of the arguments does not matter.
    let mut found = Vec::new();
    for &path in files {
        let mut reader = BufReader::new(File::open(path).map_err(|error| reading(path, error))?);
        let mut header = String::new();
        reader.read_line(&mut header).map_err(|error| reading(path, error))?;
        let mut first = None;
        let mut rows = 0u64;
        let mut line = Vec::new();
        loop {
            line.clear();
            if reader.read_until(b'\n', &mut line).map_err(|error| reading(path, error))? == 0 {
                break;
            }
            if first.is_none() {
                let text = String::from_utf8_lossy(&line);
                let index = text.split(',').next().and_then(|index| index.parse::<u64>().ok());
                first = Some(index.ok_or_else(|| {
                    Failure::Input(format!("`{}` is not a file of `concede sweep`: no sample number", path.display()))
                })?);
            }
            rows += 1;
        }
        found.push((first, rows, header, path));
    }
    found.sort_by_key(|(first, ..)| first.unwrap_or(0));
    let header = found[0].2.clone();
    if let Some((.., path)) = found.iter().find(|(_, _, other, _)| *other != header) {
        return Err(Failure::Input(format!("`{}` has other columns than `{}`", path.display(), found[0].3.display())));
    }
    follow_on(found.iter().map(|(first, rows, _, path)| (*first, *rows, *path)))?;
    let mut writer = BufWriter::new(File::create(output).map_err(writing)?);
    writer.write_all(header.as_bytes()).map_err(writing)?;
    for (.., path) in &found {
        let mut file = File::open(path).map_err(|error| reading(path, error))?;
        file.seek(SeekFrom::Start(header.len() as u64)).map_err(|error| reading(path, error))?;
        std::io::copy(&mut file, &mut writer).map_err(writing)?;
    }
    writer.flush().map_err(writing)
}

/// That files follow on each other without gap or overlap.
fn follow_on<'p>(files: impl Iterator<Item = (Option<u64>, u64, &'p Path)>) -> Result<(), Failure> {
    let mut next = 0;
    for (first, rows, path) in files {
        // A shard may have nothing to do.
        let Some(first) = first else { continue };
        if first != next {
            return Err(Failure::Input(format!(
                "`{}` starts at sample {first}, but sample {next} comes next; merge all shards of one sweep, each once",
                path.display()
            )));
        }
        next = first + rows;
    }
    Ok(())
}

// --- Parquet ---

fn schema(names: &[String]) -> TypePtr {
    let last = names.len() - 1;
    let tests = last - 12;
    let field = |name: &str, physical: Physical, repetition: Repetition, text: bool| {
        let builder = Type::primitive_type_builder(name, physical).with_repetition(repetition);
        let builder = match text {
            true => builder.with_logical_type(Some(LogicalType::String)).with_converted_type(ConvertedType::UTF8),
            false => builder,
        };
        Arc::new(builder.build().expect("a primitive type with a name is legal"))
    };
    let fields = names
        .iter()
        .enumerate()
        .map(|(index, name)| match index {
            0 => field(name, Physical::INT64, Repetition::REQUIRED, false),
            index if index == last => field(name, Physical::BYTE_ARRAY, Repetition::REQUIRED, true),
            index if index < tests => field(name, Physical::DOUBLE, Repetition::REQUIRED, false),
            index if (index - tests).is_multiple_of(2) => field(name, Physical::BOOLEAN, Repetition::OPTIONAL, false),
            _ => field(name, Physical::DOUBLE, Repetition::OPTIONAL, false),
        })
        .collect();
    let root = Type::group_type_builder("sweep").with_fields(fields).build();
    Arc::new(root.expect("a group of fields is legal"))
}

fn properties(description: &str) -> WriterPropertiesPtr {
    Arc::new(
        WriterProperties::builder()
            .set_created_by(format!("concede {}", env!("CARGO_PKG_VERSION")))
            .set_key_value_metadata(Some(vec![KeyValue::new(DESCRIPTION.to_owned(), description.to_owned())]))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            // Sampled numbers hardly repeat.
            .set_dictionary_enabled(false)
            .set_column_dictionary_enabled("headline".into(), true)
            .set_encoding(Encoding::PLAIN)
            .build(),
    )
}

fn parquet_part(part: &Part, names: &[String], description: &str) -> Result<Vec<u8>, ParquetError> {
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema(names), properties(description))?;
    let mut group = writer.next_row_group()?;
    let samples: Vec<i64> = (part.first..part.first + part.rows as u64).map(|row| row as i64).collect();
    let mut column = next(&mut group)?;
    column.typed::<Int64Type>().write_batch(&samples, None, None)?;
    column.close()?;
    for values in &part.parameters {
        let mut column = next(&mut group)?;
        column.typed::<DoubleType>().write_batch(values, None, None)?;
        column.close()?;
    }
    for test in &part.tests {
        let (values, levels) = optional(&test.holds);
        let mut column = next(&mut group)?;
        column.typed::<BoolType>().write_batch(&values, Some(&levels), None)?;
        column.close()?;
        let (values, levels) = optional(&test.values);
        let mut column = next(&mut group)?;
        column.typed::<DoubleType>().write_batch(&values, Some(&levels), None)?;
        column.close()?;
    }
    let headlines: Vec<ByteArray> = part.headlines.iter().map(|headline| ByteArray::from(headline.key())).collect();
    let mut column = next(&mut group)?;
    column.typed::<ByteArrayType>().write_batch(&headlines, None, None)?;
    column.close()?;
    group.close()?;
    writer.close()?;
    Ok(bytes)
}

fn next<'g, W: Write + Send>(
    group: &'g mut parquet::file::writer::SerializedRowGroupWriter<'_, W>,
) -> Result<parquet::file::writer::SerializedColumnWriter<'g>, ParquetError> {
    Ok(group.next_column()?.expect("the schema has a column for each one written"))
}

/// The values that are there, and for each row whether it has one.
fn optional<T: Copy>(column: &[Option<T>]) -> (Vec<T>, Vec<i16>) {
    let values = column.iter().copied().flatten().collect();
    (values, column.iter().map(|value| i16::from(value.is_some())).collect())
}

/// Copies the row groups of files into one file, byte by byte.
fn splice<'p>(
    parts: impl Iterator<Item = &'p Path>,
    schema: TypePtr,
    description: &str,
    output: impl Write + Send,
) -> Result<(), ParquetError> {
    let mut writer = SerializedFileWriter::new(BufWriter::new(output), schema, properties(description))?;
    for path in parts {
        let file = File::open(path)?;
        let reader = SerializedFileReader::new(file.try_clone()?)?;
        for group in reader.metadata().row_groups() {
            let mut spliced = writer.next_row_group()?;
            for column in group.columns() {
                let close = ColumnCloseResult {
                    bytes_written: column.compressed_size() as u64,
                    rows_written: group.num_rows() as u64,
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: None,
                    offset_index: None,
                };
                spliced.append_column(&file, close)?;
            }
            spliced.close()?;
        }
    }
    writer.close()?;
    Ok(())
}

fn merge_parquet(files: &[&Path], output: &Path) -> Result<(), Failure> {
    let mut found = Vec::new();
    for &path in files {
        let reading = |error: &ParquetError| Failure::Input(format!("`{}` cannot be read: {error}", path.display()));
        let file = File::open(path)
            .map_err(|error| Failure::Input(format!("`{}` cannot be read: {error}", path.display())))?;
        let reader = SerializedFileReader::new(file).map_err(|error| reading(&error))?;
        let metadata = reader.metadata().file_metadata();
        let pairs = metadata.key_value_metadata().map_or(&[][..], Vec::as_slice);
        let description = pairs.iter().find(|pair| pair.key == DESCRIPTION).and_then(|pair| pair.value.clone());
        let Some(description) = description else {
            return Err(Failure::Input(format!("`{}` is not a file of `concede sweep`", path.display())));
        };
        // The least sample number stands in the statistics of the first column.
        let first = match reader.metadata().row_groups().first() {
            None => None,
            Some(_) => first_sample(&reader).map_err(|error| reading(&error))?,
        };
        found.push((first, metadata.num_rows() as u64, description, metadata.schema_descr().root_schema_ptr(), path));
    }
    found.sort_by_key(|(first, ..)| first.unwrap_or(0));
    let (_, _, description, schema, path) = found[0].clone();
    if let Some((.., other)) = found.iter().find(|one| one.2 != description || one.3 != schema) {
        return Err(Failure::Input(format!(
            "`{}` and `{}` come from different sweeps",
            path.display(),
            other.display()
        )));
    }
    follow_on(found.iter().map(|(first, rows, _, _, path)| (*first, *rows, *path)))?;
    let what = || format!("writing `{}`", output.display());
    let file = File::create(output).map_err(|error| Failure::Io { what: what(), error })?;
    let paths = found.iter().map(|(.., path)| *path);
    splice(paths, schema, &description, file).map_err(|error| broken(&what(), &error))
}

fn first_sample<R: parquet::file::reader::ChunkReader + 'static>(
    reader: &SerializedFileReader<R>,
) -> Result<Option<u64>, ParquetError> {
    use parquet::column::reader::get_typed_column_reader;
    let group = reader.get_row_group(0)?;
    let mut column = get_typed_column_reader::<Int64Type>(group.get_column_reader(0)?);
    let mut values = Vec::new();
    column.read_records(1, None, None, &mut values)?;
    Ok(values.first().map(|&value| value as u64))
}

/// A fingerprint of texts, to tell whether two sweeps read the same input.
pub fn fingerprint(texts: impl Iterator<Item = impl AsRef<[u8]>>) -> u64 {
    use crate::numeric::stream::mix;
    texts.fold(0, |hash, text| {
        let bytes = text.as_ref();
        bytes.chunks(8).fold(mix(hash ^ bytes.len() as u64), |hash, chunk| {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            mix(hash ^ u64::from_le_bytes(word)).wrapping_add(1)
        })
    })
}

/// The whole of a small file.
pub fn text(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    File::open(path)?.read_to_string(&mut text)?;
    Ok(text)
}
