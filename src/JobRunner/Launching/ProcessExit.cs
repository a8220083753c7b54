namespace JobRunner.Launching;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">128+n after signal n; null if unknown.</param>
/// <param name="Signal">The signal that ended it; null if none did.</param>
internal readonly record struct ProcessExit(int? ExitCode, int? Signal)
{
    // Real-time signals included; signal(7).
    private const int LastSignal = 64;

    /// <summary>Reads an exit code as shells and .NET give it, where 128+n is all that is left of signal n.</summary>
    public static ProcessExit FromShellCode(int exitCode) =>
        new(exitCode, exitCode is > 128 and <= 128 + LastSignal && !OperatingSystem.IsWindows() ? exitCode - 128 : null);
}
