import Testing

extension Trait where Self == TimeLimitTrait {
    /// For a suite of tests that start the command: ends one that hangs.
    ///
    /// All tests begin at once and wait for each other in a pool of a few threads, so this time is that of the whole
    /// run and not of one test: a limit near to what one test takes would end tests that have only waited.
    static var hangGuard: Self { .timeLimit(.minutes(30)) }
}
