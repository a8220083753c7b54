using System.Runtime.InteropServices;
using JobRunner.Interop;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Launching.Linux;

/// <summary>What this kernel and C library can do, found out once.</summary>
internal static class LinuxSupport
{
    private static readonly Lazy<(string? Lack, bool GroupSignals)> Probe = new(Find);

    /// <summary>Why programs can't be started in sessions of their own here; null if they can.</summary>
    public static string? Lack => Probe.Value.Lack;

    /// <summary>Whether a group can be signalled through the handle of its leader, which can't be mistaken for another's. Linux 6.9.</summary>
    /// <remarks>Set by tests alone, to do as an older kernel does.</remarks>
    public static bool CanSignalGroups { get => field && Probe.Value.GroupSignals; set; } = true;

    private static (string? Lack, bool GroupSignals) Find()
    {
        if (!OperatingSystem.IsLinux())
        {
            return ("this is not Linux", false);
        }

        if (RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
        {
            return ($"it is not known how on {RuntimeInformation.ProcessArchitecture}", false);
        }

        if (!Spawn.IsAvailable)
        {
            return ("the C library has no posix_spawn_file_actions_addchdir_np (glibc 2.29, musl 1.1.24)", false);
        }

        using var self = new SafeFileHandle(LibC.OpenProcess(Environment.ProcessId), ownsHandle: true);
        if (self.IsInvalid)
        {
            return ("the kernel has no pidfd_open (Linux 5.3), or a sandbox forbids it", false);
        }

        // Whether the host leads a group is not the question; an unknown flag is EINVAL, a sandbox may say EPERM.
        return (null, LibC.SignalGroup(self, 0) is 0 or ChildProcess.NobodyThere);
    }
}
