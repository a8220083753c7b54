using System.Runtime.InteropServices;

namespace JobRunner.Interop;

/// <summary>The calls on consoles.</summary>
internal static partial class Kernel32
{
    /// <summary>Whether this process has a console. One that has none has no code page for its input either.</summary>
    public static bool HasConsole => GetConsoleCP() != 0;

    /// <summary>The standard handles, by their numbers in processenv.h.</summary>
    public static ReadOnlySpan<int> StandardHandles => [-10, -11, -12];

    /// <param name="signal">Which event.</param>
    /// <param name="groupId">Whom: a process group that shares this process's console, by the id of the process for which it was made.</param>
    [LibraryImport(Library, EntryPoint = "GenerateConsoleCtrlEvent", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool TrySignal(ConsoleSignal signal, int groupId);

    /// <summary>Joins the console of another process. Fails for who has one.</summary>
    [LibraryImport(Library, EntryPoint = "AttachConsole", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool TryJoinConsole(int processId);

    [LibraryImport(Library, EntryPoint = "FreeConsole", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool TryLeaveConsole();

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial nint GetStdHandle(int number);

    [LibraryImport(Library, EntryPoint = "SetStdHandle", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool TrySetStdHandle(int number, nint handle);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial uint GetConsoleCP();
}
