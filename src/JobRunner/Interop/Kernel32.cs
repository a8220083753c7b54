using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace JobRunner.Interop;

/// <summary>
/// The calls into Windows that .NET has no API for: here those on job objects, beside it the others by their subject. After one that says false or 0,
/// <see cref="Marshal.GetLastPInvokeError"/> tells why.
/// </summary>
[SupportedOSPlatform("windows")]
internal static partial class Kernel32
{
    /// <summary><c>ERROR_MORE_DATA</c> of winerror.h.</summary>
    public const int MoreData = 234;

    private const string Library = "kernel32";

    // JOBOBJECTINFOCLASS of winnt.h.
    private const int ProcessIdList = 3;
    private const int ExtendedLimits = 9;
    private const int CpuRateControl = 15;

    // ALL_PROCESSOR_GROUPS of winnt.h.
    private const ushort AllGroups = 0xffff;

    /// <summary>How many processors the machine has, whatever this process may use.</summary>
    public static uint ProcessorCount => GetActiveProcessorCount(AllGroups);

    /// <summary>A job object without a name, whose handle no child inherits.</summary>
    public static SafeFileHandle CreateJobObject() => CreateJobObject(0, 0);

    public static unsafe bool TrySetLimits(SafeFileHandle job, JobObjectLimits limits) =>
        SetInformationJobObject(job, ExtendedLimits, &limits, sizeof(JobObjectLimits));

    public static unsafe bool TryGetLimits(SafeFileHandle job, out JobObjectLimits limits)
    {
        fixed (JobObjectLimits* result = &limits)
        {
            return QueryInformationJobObject(job, ExtendedLimits, result, sizeof(JobObjectLimits), 0);
        }
    }

    public static unsafe bool TrySetCpuRate(SafeFileHandle job, JobObjectCpuRate rate) =>
        SetInformationJobObject(job, CpuRateControl, &rate, sizeof(JobObjectCpuRate));

    public static unsafe bool TryGetCpuRate(SafeFileHandle job, out JobObjectCpuRate rate)
    {
        fixed (JobObjectCpuRate* result = &rate)
        {
            return QueryInformationJobObject(job, CpuRateControl, result, sizeof(JobObjectCpuRate), 0);
        }
    }

    /// <summary><c>JOBOBJECT_BASIC_PROCESS_ID_LIST</c>: two 32-bit counts, of all and of those that follow, then the ids, each as wide as a pointer.</summary>
    public static unsafe bool TryListProcesses(SafeFileHandle job, Span<nuint> list)
    {
        fixed (nuint* result = list)
        {
            return QueryInformationJobObject(job, ProcessIdList, result, list.Length * sizeof(nuint), 0);
        }
    }

    [LibraryImport(Library, EntryPoint = "AssignProcessToJobObject", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool TryAssign(SafeFileHandle job, SafeProcessHandle process);

    [LibraryImport(Library, EntryPoint = "TerminateJobObject", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool TryTerminate(SafeFileHandle job, uint exitCode);

    [LibraryImport(Library, EntryPoint = "CreateJobObjectW", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial SafeFileHandle CreateJobObject(nint attributes, nint name);

    [LibraryImport(Library, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool SetInformationJobObject(SafeFileHandle job, int kind, void* information, int length);

    [LibraryImport(Library, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool QueryInformationJobObject(SafeFileHandle job, int kind, void* information, int length, nint returned);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial uint GetActiveProcessorCount(ushort group);
}
