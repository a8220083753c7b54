using System.Runtime.InteropServices;

namespace JobRunner.Interop;

/// <summary><c>JOBOBJECT_EXTENDED_LIMIT_INFORMATION</c> of winnt.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct JobObjectLimits
{
    /// <summary><c>JOB_OBJECT_LIMIT_ACTIVE_PROCESS</c>.</summary>
    public const uint HasActiveProcesses = 0x8;

    /// <summary><c>JOB_OBJECT_LIMIT_JOB_MEMORY</c>.</summary>
    public const uint HasMemory = 0x200;

    /// <summary><c>JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE</c>.</summary>
    public const uint KillOnClose = 0x2000;

    private readonly long _processUserTime;
    private readonly long _jobUserTime;
    public uint Flags;
    private readonly nuint _leastWorkingSet;
    private readonly nuint _mostWorkingSet;
    public uint ActiveProcesses;
    private readonly nuint _affinity;
    private readonly uint _priority;
    private readonly uint _scheduling;
    private readonly long _readOperations;
    private readonly long _writeOperations;
    private readonly long _otherOperations;
    private readonly long _bytesRead;
    private readonly long _bytesWritten;
    private readonly long _bytesOther;
    private readonly nuint _processMemory;
    public nuint Memory;
    private readonly nuint _peakProcessMemory;
    private readonly nuint _peakMemory;
}
