pub mod compile;
pub mod form;
pub mod numeric;
pub mod scenario;
pub mod solution;
pub mod solve;
pub mod uncertainty;
pub mod verdict;
