using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace JobRunner.TestChild;

/// <summary>What a debugger does to a process, and a process to its own first thread.</summary>
[SupportedOSPlatform("linux")]
internal static partial class Threads
{
    // sys/ptrace.h, and asm/unistd.h of x64 and arm64.
    private const long Seize = 0x4206;
    private static readonly long ExitThread = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 60 : 93;

    /// <summary>Traces a process until its own input ends.</summary>
    public static int Trace(int processId, Stream output)
    {
        if (Trace(Seize, processId, 0, 0) != 0)
        {
            output.Write("refused\n"u8);
            return 1;
        }

        output.Write("ready\n"u8);
        _ = Console.OpenStandardInput().ReadByte();
        return 0;
    }

    /// <summary>Ends the first thread; the others go on.</summary>
    public static int EndFirst(Stream output)
    {
        new Thread(() => Thread.Sleep(Timeout.Infinite)).Start();
        output.Write("ready\n"u8);
        return (int)Call(ExitThread, 0);
    }

    [LibraryImport("libc", EntryPoint = "ptrace")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long Trace(long request, int processId, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long Call(long number, long argument);
}
