pub mod numeric;
pub mod scenario;
