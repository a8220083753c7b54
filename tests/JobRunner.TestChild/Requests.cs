using System.Runtime.InteropServices;

namespace JobRunner.TestChild;

/// <summary>Requests to end: SIGTERM, or what a console on Windows sends.</summary>
internal static partial class Requests
{
    // Ctrl+Break, and Ctrl+C for where Windows' imitations know no other.
    private static readonly PosixSignal[] Signals = OperatingSystem.IsWindows() ? [PosixSignal.SIGQUIT, PosixSignal.SIGINT] : [PosixSignal.SIGTERM];

    /// <summary>Takes them, from now on.</summary>
    /// <returns>Completes with the first.</returns>
    public static Task Take()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var signal in Signals)
        {
            // For as long as the program lives.
            _ = GCHandle.Alloc(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                asked.TrySetResult();
            }));
        }

        return asked.Task;
    }

    /// <summary>Heeds Ctrl+C, which who was started in a process group of its own ignores.</summary>
    public static void HeedInterrupts()
    {
        if (OperatingSystem.IsWindows())
        {
            SetConsoleCtrlHandler(0, false);
        }
    }

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleCtrlHandler(nint handler, [MarshalAs(UnmanagedType.Bool)] bool isAdded);
}
