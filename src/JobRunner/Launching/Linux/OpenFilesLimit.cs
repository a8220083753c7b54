using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using JobRunner.Interop;

namespace JobRunner.Launching.Linux;

/// <summary>RLIMIT_NOFILE of a job's processes.</summary>
internal static class OpenFilesLimit
{
    private const string Limit = $"{nameof(JobSpec.Limits)}.{nameof(JobLimits.OpenFiles)}";

    // CAP_SYS_RESOURCE of linux/capability.h.
    private const int MayRaiseLimits = 24;

    /// <summary>Why the host can't set this limit; null if it can.</summary>
    public static string? FindLack(int files)
    {
        var (_, hard) = LibC.GetOpenFilesLimit();
        if ((ulong)files <= hard)
        {
            return null;
        }

        var most = ulong.Parse(File.ReadAllText("/proc/sys/fs/nr_open"), CultureInfo.InvariantCulture);
        return (ulong)files > most ? $"{Limit} is {files}, and this system allows {most} at most (/proc/sys/fs/nr_open)."
            : HasCapability(MayRaiseLimits) ? null
            : $"{Limit} is {files}, and the host may have {hard} at most: raise its hard limit (systemd: LimitNOFILE=).";
    }

    /// <summary>Sets it, for good.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void Set(int processId, int files)
    {
        if (!LibC.TrySetOpenFilesLimit(processId, (ulong)files))
        {
            throw new IOException($"{Limit} could not be set to {files}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }
    }

    private static bool HasCapability(int capability)
    {
        const string Effective = "CapEff:";
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Effective, StringComparison.Ordinal));
        return line is not null && ((ulong.Parse(line[Effective.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> capability) & 1) == 1;
    }
}
