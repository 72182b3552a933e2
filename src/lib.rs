pub mod compile;
pub mod form;
pub mod numeric;
pub mod scenario;
