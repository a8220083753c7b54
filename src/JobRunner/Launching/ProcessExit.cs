using JobRunner.Interop;

namespace JobRunner.Launching;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">128+n after signal n; null if unknown.</param>
/// <param name="Signal">The signal that ended it; null if none did.</param>
/// <param name="CpuTime">Of it and of the children that it waited for; null if unknown.</param>
/// <param name="PeakMemoryBytes">The most that one of them had resident; null if unknown.</param>
internal readonly record struct ProcessExit(int? ExitCode, int? Signal, TimeSpan? CpuTime = null, long? PeakMemoryBytes = null)
{
    // Real-time signals included; signal(7).
    private const int LastSignal = 64;

    /// <summary>Reads an exit code as shells and .NET give it, where 128+n is all that is left of signal n.</summary>
    public static ProcessExit FromShellCode(int exitCode) =>
        new(exitCode, exitCode is > 128 and <= 128 + LastSignal && !OperatingSystem.IsWindows() ? exitCode - 128 : null);

    /// <summary>What the kernel tells of a process that was reaped.</summary>
    public static ProcessExit Of(WaitStatus status, in ResourceUsage usage) => status.Signal == 0
        ? new(status.ExitCode, null, usage.CpuTime, usage.PeakBytes)
        : new(128 + status.Signal, status.Signal, usage.CpuTime, usage.PeakBytes);
}
