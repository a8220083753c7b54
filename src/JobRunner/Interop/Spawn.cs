using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace JobRunner.Interop;

/// <summary>Starts a program in a session of its own; posix_spawn(3).</summary>
[UnsupportedOSPlatform("windows")]
internal static unsafe partial class Spawn
{
    // posix_spawn_file_actions_t takes 80 bytes, posix_spawnattr_t 336, sigset_t 128, in glibc and in musl.
    private const int ActionsRoom = 256;
    private const int AttributesRoom = 1024;
    private const int SignalSetRoom = 256;

    // spawn.h, the same in glibc and musl: POSIX_SPAWN_SETSIGDEF, _SETSIGMASK, _SETSID.
    private const short Flags = 0x04 | 0x08 | 0x80;

    // fcntl.h: O_RDONLY and O_WRONLY.
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;

    // Since glibc 2.34; musl has none. Without it what the host itself inherited as inheritable is inherited on.
    private static readonly delegate* unmanaged<void*, int, int> AddCloseFrom =
        (delegate* unmanaged<void*, int, int>)Export("posix_spawn_file_actions_addclosefrom_np");

    // Since glibc 2.29 and musl 1.1.24.
    private static readonly delegate* unmanaged<void*, byte*, int> AddChangeDirectory =
        (delegate* unmanaged<void*, byte*, int>)Export("posix_spawn_file_actions_addchdir_np");

    /// <summary>Whether this C library can start programs in a directory of their own.</summary>
    public static bool IsAvailable => AddChangeDirectory != null;

    /// <summary>Starts a program. Descriptors below 0 become /dev/null; the child gets these and no others.</summary>
    /// <param name="file">A path.</param>
    /// <param name="arguments">argv, from 0.</param>
    /// <param name="environment">All of its variables.</param>
    /// <param name="directory">Where it runs.</param>
    /// <param name="descriptors">What becomes its descriptors 0, 1, 2 and so on.</param>
    /// <param name="threshold">
    /// A FIFO that the child opens for reading, then for writing, right before it executes the program; null: none. Meanwhile this call waits too.
    /// </param>
    /// <param name="processId">The child, leader of a session and of a process group.</param>
    /// <returns>0 or the error; then there is no child.</returns>
    public static int Start(
        string file,
        IReadOnlyCollection<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        ReadOnlySpan<int> descriptors,
        int? threshold,
        out int processId)
    {
        var actions = stackalloc byte[ActionsRoom];
        var attributes = stackalloc byte[AttributesRoom];
        using var strings = StringVector.Of(file, directory, "/dev/null", $"/proc/self/fd/{descriptors.Length + 1}");
        using var argv = StringVector.Of(arguments);
        using var envp = StringVector.Of(environment);
        processId = 0;
        var error = InitActions(actions);
        if (error != 0)
        {
            return error;
        }

        try
        {
            error = AddDescriptors(actions, descriptors, threshold, nullDevice: strings.Pointers[2]);
            error = error != 0 ? error : AddChangeDirectory(actions, strings.Pointers[1]);
            error = error != 0 || threshold is null ? error : AddThreshold(actions, descriptors.Length, path: strings.Pointers[3]);
            error = error != 0 ? error : InitAttributes(attributes);
            if (error != 0)
            {
                return error;
            }

            try
            {
                error = SetSession(attributes);
                return error != 0
                    ? error
                    : StartProcess(out processId, strings.Pointers[0], actions, attributes, argv.Pointers, envp.Pointers);
            }
            finally
            {
                _ = DestroyAttributes(attributes);
            }
        }
        finally
        {
            _ = DestroyActions(actions);
        }
    }

    // Closed in between, so that only another's opening can end the second wait. By then the child has none of the host's descriptors
    // (where there is closefrom), so that a host that dies meanwhile is seen to be dead by those who wait at the other ends. It is opened below
    // the FIFO's own place: while the child waits its limit on open files may be lowered to just that.
    private static int AddThreshold(byte* actions, int place, byte* path)
    {
        var error = AddClose(actions, place);
        error = error != 0 ? error : AddOpen(actions, place, path, ReadOnly, 0);
        error = error != 0 ? error : AddClose(actions, place);
        error = error != 0 ? error : AddOpen(actions, place, path, WriteOnly, 0);
        error = error != 0 ? error : AddClose(actions, place);
        return error != 0 ? error : AddClose(actions, place + 1);
    }

    private static int AddDescriptors(byte* actions, ReadOnlySpan<int> descriptors, int? threshold, byte* nullDevice)
    {
        var error = 0;
        for (var i = 0; i < descriptors.Length && error == 0; i++)
        {
            error = descriptors[i] < 0
                ? AddOpen(actions, i, nullDevice, i == 0 ? ReadOnly : WriteOnly, 0)
                : AddDuplicate(actions, descriptors[i], i);
        }

        var end = descriptors.Length;
        if (threshold is { } fifo)
        {
            error = error != 0 ? error : AddDuplicate(actions, fifo, end + 1);
            end += 2;
        }

        return error != 0 || AddCloseFrom == null ? error : AddCloseFrom(actions, end);
    }

    // .NET ignores SIGPIPE, and a thread may block signals: children would inherit both.
    private static int SetSession(byte* attributes)
    {
        // Filled by hand: sigfillset leaves out the C library's own signals, which posix_spawn then would leave ignored.
        var signals = stackalloc byte[SignalSetRoom];
        new Span<byte>(signals, SignalSetRoom).Fill(0xff);
        var error = SetDefaultSignals(attributes, signals);
        new Span<byte>(signals, SignalSetRoom).Clear();
        error = error != 0 ? error : SetSignalMask(attributes, signals);
        return error != 0 ? error : SetFlags(attributes, Flags);
    }

    private static nint Export(string name) =>
        OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), name, out var address) ? address : 0;

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int InitActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AddOpen(byte* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclose")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AddClose(byte* actions, int descriptor);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AddDuplicate(byte* actions, int descriptor, int newDescriptor);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int InitAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetDefaultSignals(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetSignalMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StartProcess(
        out int processId, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);
}
