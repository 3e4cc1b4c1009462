//! The pipeline: source, extract, identify, sink.
