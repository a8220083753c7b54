using System.ComponentModel;
using System.Text;
using JobRunner.Interop;
using JobRunner.Specs;

namespace JobRunner.Launching;

/// <summary>Says why the system would not start a program.</summary>
internal static class StartFailure
{
    // A kernel reads no more of a script's first line: BINPRM_BUF_SIZE of linux/binfmts.h.
    private const int LongestFirstLine = 256;

    // Where it is mounted, the kernel may know what to do with any file: binfmt_misc.
    private const string OtherFormats = "/proc/sys/fs/binfmt_misc/status";
    private const string NoProgram = "it is neither a program for this machine nor a script that names its interpreter in a first line '#!'";

    /// <summary>Looks for what can be seen to speak against a start before it is tried.</summary>
    /// <exception cref="JobStartException">Something does.</exception>
    public static void Check(ResolvedSpec spec)
    {
        if (Explain(spec) is { } fault)
        {
            throw fault;
        }

        if (OperatingSystem.IsLinux() && HeadOf(spec.File) is { } head && !head.AsSpan().StartsWith("#!"u8) && !head.AsSpan().StartsWith("\u007fELF"u8) && !File.Exists(OtherFormats))
        {
            throw new JobStartException($"Can't start '{spec.File}': {NoProgram}.", spec.File) { Reason = JobStartReason.CommandNotExecutable };
        }
    }

    /// <summary>Says why a start was refused.</summary>
    /// <param name="spec">What was to be started.</param>
    /// <param name="error">The error, by the numbers of Linux' asm-generic/errno-base.h, or Windows' winerror.h.</param>
    public static JobStartException Explain(ResolvedSpec spec, Win32Exception error)
    {
        if (Explain(spec, cause: error) is { } fault)
        {
            return fault;
        }

        var interpreter = InterpreterOf(spec.File);
        var (reason, words) = OperatingSystem.IsWindows() ? WindowsReason(error) : Reason(error, interpreter);
        return new($"Can't start '{spec.File}': {words}.", spec.File, error) { Reason = reason };
    }

    private static JobStartException? Explain(ResolvedSpec spec, Exception? cause = null)
    {
        if (FaultOfDirectory(spec.WorkingDirectory) is { } directoryFault)
        {
            return new(directoryFault, spec.WorkingDirectory, cause);
        }

        if (CommandLookup.FaultOf(spec.File) is { } fileFault)
        {
            return new($"Can't start '{spec.File}': it {fileFault.Words}.", spec.File, cause) { Reason = fileFault.Reason };
        }

        return FaultOfInterpreter(spec, cause);
    }

    private static JobStartException? FaultOfInterpreter(ResolvedSpec spec, Exception? cause)
    {
        // Relative to the job's working directory, as the kernel takes it.
        if (InterpreterOf(spec.File) is not { } interpreter || CommandLookup.FaultOf(Path.Combine(spec.WorkingDirectory, interpreter)) is not { } fault)
        {
            return null;
        }

        var words = interpreter.EndsWith('\r')
            ? $"its first line ends with CR LF, and the kernel takes the CR for a part of its interpreter's name '{interpreter.TrimEnd('\r')}' (dos2unix mends that)"
            : $"its interpreter '{interpreter}', named in its first line, {fault.Words}";
        return new($"Can't start '{spec.File}': {words}.", interpreter, cause) { Reason = fault.Reason };
    }

    private static string? FaultOfDirectory(string directory)
    {
        if (!Directory.Exists(directory))
        {
            var fault = File.Exists(directory) ? "is a file" : "does not exist";
            return $"The working directory '{directory}' {fault}.";
        }

        return OperatingSystem.IsWindows() || LibC.MayExecute(directory)
            ? null
            : $"This user may not enter the working directory '{directory}'.";
    }

    private static (JobStartReason Reason, string Words) Reason(Win32Exception error, string? interpreter) => error.NativeErrorCode switch
    {
        2 => (JobStartReason.CommandNotFound, "it, or the loader that it asks for, does not exist"),
        7 => (JobStartReason.Other, "its arguments and environment are larger than this system allows"),
        8 => (JobStartReason.CommandNotExecutable, NoProgram),
        11 or 12 => (JobStartReason.Other, "the system has no room for another process (memory, or a limit on processes, is used up)"),
        13 when interpreter is not null => (JobStartReason.CommandNotExecutable, $"this user may not execute it or its interpreter '{interpreter}'"),
        13 => (JobStartReason.CommandNotExecutable, "this user may not execute it"),
        23 or 24 => (JobStartReason.Other, "the host has no file descriptor left for it: raise its limit (ulimit -n) or run fewer jobs at once"),
        26 => (JobStartReason.CommandNotExecutable, "it is open for writing"),
        _ => (JobStartReason.Other, error.Message),
    };

    private static (JobStartReason Reason, string Words) WindowsReason(Win32Exception error) => error.NativeErrorCode switch
    {
        5 => (JobStartReason.CommandNotExecutable, "this user may not execute it"),
        8 or 14 or 1450 or 1455 => (JobStartReason.Other, "the system has no room for another process (memory is used up)"),
        193 or 216 => (JobStartReason.CommandNotExecutable, "it is no program for this machine"),
        206 => (JobStartReason.Other, "its arguments, or its environment, are larger than this system allows"),
        _ => (JobStartReason.Other, $"{error.Message} (error {error.NativeErrorCode})"),
    };

    private static string? InterpreterOf(string file)
    {
        ReadOnlySpan<byte> start = HeadOf(file) ?? [];
        if (!start.StartsWith("#!"u8))
        {
            return null;
        }

        var end = start.IndexOf((byte)'\n');
        var line = Encoding.UTF8.GetString(end < 0 ? start[2..] : start[2..end]).Trim(' ', '\t');
        var space = line.IndexOfAny([' ', '\t']);
        return line.Length == 0 ? null : space < 0 ? line : line[..space];
    }

    /// <returns>Null if it can't be read, which doesn't mean that it can't be executed.</returns>
    private static byte[]? HeadOf(string file)
    {
        var buffer = new byte[LongestFirstLine];
        try
        {
            return OperatingSystem.IsLinux() && LibC.TryRead(file, ref buffer, LongestFirstLine) is { } count ? buffer[..count] : null;
        }
        catch (IOException)
        {
            return null; // For lack of a descriptor, say.
        }
    }
}
