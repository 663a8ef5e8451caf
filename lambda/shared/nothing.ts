// Stands in for a package that is imported for what it does to the process, where that is not wanted.
export {};
