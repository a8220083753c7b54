using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using JobRunner.Interop;

namespace JobRunner.Launching.Linux;

/// <summary>RLIMIT_NOFILE of a job's processes.</summary>
[UnsupportedOSPlatform("windows")]
internal static class OpenFilesLimit
{
    private const string Limit = $"{nameof(JobSpec.Limits)}.{nameof(JobLimits.OpenFiles)}";

    // Two starts at once would each take what the other tries for the host's own limit.
    private static readonly Lock Trial = new();

    /// <summary>Why the host can't set this limit; null if it can.</summary>
    public static string? FindLack(int files)
    {
        bool mayHave;
        ulong hard;
        lock (Trial)
        {
            (var soft, hard) = LibC.GetOpenFilesLimit();
            mayHave = (ulong)files <= hard || MayRaise(soft, hard, (ulong)files);
        }

        return mayHave
            ? null
            : $"{Limit} is {files}, and the host may have {hard} at most: raise its hard limit (systemd: LimitNOFILE=), and /proc/sys/fs/nr_open if it is lower.";
    }

    /// <summary>Sets it, for good.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void Set(int processId, int files)
    {
        if (!LibC.TrySetOpenFilesLimit(processId, (ulong)files, (ulong)files))
        {
            throw new IOException($"{Limit} could not be set to {files}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }
    }

    // Only the kernel knows. The host's own limit is as it was a moment later; it can always be lowered.
    private static bool MayRaise(ulong soft, ulong hard, ulong wanted) =>
        LibC.TrySetOpenFilesLimit(Environment.ProcessId, soft, wanted) && LibC.TrySetOpenFilesLimit(Environment.ProcessId, soft, hard);
}
