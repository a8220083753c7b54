using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Tests.Support;

/// <summary>
/// A program whose start hangs in the kernel from <see cref="Hold"/> until <see cref="Release"/>, as on a mount that doesn't answer: a lease on its file keeps
/// whoever would execute it (45 s at most, by /proc/sys/fs/lease-break-time). Linux only.
/// </summary>
internal sealed partial class HeldProgram : IDisposable
{
    private const int SetSignal = 10;
    private const int SetLease = 1024;
    private const int GetLease = 1025;
    private const int WriteLease = 1;
    private const int NoLease = 2;

    // That somebody waits is told by SIGIO, which would end the tests; this one is ignored by default.
    private const int Urgent = 23;

    private readonly TemporaryFolder _folder = new();
    private SafeFileHandle? _lease;

    /// <param name="program">What it really is.</param>
    public HeldProgram(string program)
    {
        FilePath = Path.Combine(_folder.Path, Path.GetFileName(program));
        File.Copy(program, FilePath);
    }

    public string FilePath { get; }

    /// <summary>Whether a start hangs.</summary>
    public bool IsAwaited => Control(GetLease, 0) != WriteLease;

    public void Hold()
    {
        _lease = File.OpenHandle(FilePath);
        Control(SetSignal, Urgent);
        Control(SetLease, WriteLease);
    }

    // Closing the file would not do: who hangs has a copy of the descriptor.
    public void Release() => FileControl(_lease!, SetLease, NoLease);

    public void Dispose()
    {
        if (_lease is not null)
        {
            Release();
            _lease.Dispose();
        }

        _folder.Dispose();
    }

    private int Control(int command, int argument) =>
        FileControl(_lease!, command, argument) is >= 0 and var result ? result : throw new Win32Exception();

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileControl(SafeFileHandle file, int command, int argument);
}
