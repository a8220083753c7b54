using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Interop;

internal static partial class LibC
{
    // asm-generic/unistd.h; x64 has the same numbers.
    private const nint PidfdSendSignalCall = 424;
    private const nint PidfdOpenCall = 434;

    // PIDFD_SIGNAL_PROCESS_GROUP of linux/pidfd.h, since Linux 6.9.
    private const uint ToProcessGroup = 4;

    // WNOHANG of linux/wait.h.
    private const int WithoutWaiting = 1;

    /// <summary>Sends a signal. False if there was nobody (any more) who could get it from us.</summary>
    public static bool TrySignal(int processId, Signal signal) => Kill(processId, (int)signal) == 0;

    /// <summary>Sends a signal to a process group, known by the id of the process that made it.</summary>
    public static bool TrySignalGroup(int groupId, Signal signal) => Kill(-groupId, (int)signal) == 0;

    /// <summary>Opens a handle of a process, which stays its own when the pid is another's; pidfd_open(2). Negative: an error.</summary>
    public static int OpenProcess(int processId) => (int)SystemCall(PidfdOpenCall, processId, 0, 0, 0);

    /// <summary>Sends a signal to the group that the process made, whoever of it is left. Signal 0 asks whether anybody is.</summary>
    /// <returns>0 or the error.</returns>
    public static int SignalGroup(SafeFileHandle process, int signal)
    {
        var isHeld = false;
        try
        {
            process.DangerousAddRef(ref isHeld);
            return SystemCall(PidfdSendSignalCall, process.DangerousGetHandle(), signal, 0, (nint)ToProcessGroup) == 0
                ? 0
                : Marshal.GetLastPInvokeError();
        }
        catch (ObjectDisposedException)
        {
            return 3; // ESRCH: who let go of the handle knows that nobody is left.
        }
        finally
        {
            if (isHeld)
            {
                process.DangerousRelease();
            }
        }
    }

    /// <summary>Reaps a child if it has ended; wait4(2).</summary>
    /// <returns>The pid, 0 if it still runs, or -1 if there is no such child.</returns>
    public static int Reap(int processId, bool wait, out WaitStatus status, out ResourceUsage usage)
    {
        while (true)
        {
            var result = Wait(processId, out status, wait ? 0 : WithoutWaiting, out usage);
            if (result >= 0 || Marshal.GetLastPInvokeError() != Interrupted)
            {
                return result;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);

    // Variadic in C; on x64 and arm64 Linux integers are passed alike.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Wait(int processId, out WaitStatus status, int options, out ResourceUsage usage);
}
