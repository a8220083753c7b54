using System.Globalization;
using System.Numerics;
using System.Text;
using JobRunner.Values;

namespace JobRunner.Specs;

/// <summary>What makes a spec well-formed, whatever the machine.</summary>
internal static class JobSpecRules
{
    // A page; a hundredth of the kernel's period for cpu.max; PID_MAX_LIMIT; the standard streams and what a program's loader opens.
    private const long LeastMemory = 4096;
    private const double LeastCpu = 0.01;
    private const double MostCpu = 100_000;
    private const int MostProcesses = 4_194_304;
    private const int LeastFiles = 4;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The spec is malformed; the message names the member.</exception>
    public static void Check(JobSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        CheckPath(spec.Command, nameof(JobSpec.Command));
        if (spec.WorkingDirectory is not null)
        {
            CheckPath(spec.WorkingDirectory, nameof(JobSpec.WorkingDirectory));
        }

        CheckTimes(spec);
        CheckLimits(spec.Limits ?? new JobLimits());
        for (var i = 0; i < spec.Arguments.Count; i++)
        {
            CheckText(spec.Arguments[i], nameof(JobSpec.Arguments), i);
        }

        foreach (var (name, value) in spec.Environment)
        {
            CheckVariable(name, value);
        }

        foreach (var (name, value) in spec.Labels)
        {
            CheckLabel(name, value);
        }
    }

    private static void CheckTimes(JobSpec spec)
    {
        if (spec.Timeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > CallRules.LongestWait))
        {
            throw Malformed($"Timeout must be more than zero, and at most {CallRules.LongestWait}; it is {timeout}.");
        }

        if (spec.GracePeriod is { } grace && (grace < TimeSpan.Zero || grace > CallRules.LongestWait))
        {
            throw Malformed($"GracePeriod must be from zero to {CallRules.LongestWait}; it is {grace}.");
        }
    }

    private static void CheckLimits(JobLimits limits)
    {
        CheckLimit(limits.MemoryBytes, LeastMemory, long.MaxValue, nameof(limits.MemoryBytes));
        CheckLimit(limits.CpuCores, LeastCpu, MostCpu, nameof(limits.CpuCores));
        CheckLimit(limits.MaxProcesses, 1, MostProcesses, nameof(limits.MaxProcesses));
        CheckLimit(limits.OpenFiles, LeastFiles, int.MaxValue, nameof(limits.OpenFiles));
    }

    private static void CheckLimit<T>(T? limit, T least, T most, string member)
        where T : struct, INumber<T>
    {
        // Written so that what is not a number is refused too.
        if (limit is { } value && !(value >= least && value <= most))
        {
            throw Malformed(string.Create(CultureInfo.InvariantCulture, $"Limits.{member} must be from {least} to {most}; it is {value}."));
        }
    }

    private static void CheckPath(string? value, string member)
    {
        CheckText(value, member);
        if (string.IsNullOrWhiteSpace(value))
        {
            throw Malformed($"{member} is empty.");
        }
    }

    private static void CheckVariable(string name, string? value)
    {
        CheckText(name, "A name in Environment");
        if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal))
        {
            // What follows '=' is likely to be the value, and may be secret.
            throw Malformed(
                $"'{name.Split('=')[0]}' is followed by '=', or empty: that can't be the name of an environment variable. "
                + "Give name and value apart.");
        }

        if (value is not null)
        {
            CheckText(value, $"Environment['{name}']");
        }
    }

    private static void CheckLabel(string name, string? value)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Malformed("The name of a label is empty.");
        }

        if (name.StartsWith(ReservedLabels.Prefix, StringComparison.Ordinal))
        {
            throw Malformed($"The label '{name}' is reserved: choose a name that doesn't begin with '{ReservedLabels.Prefix}'.");
        }

        if (value is null)
        {
            throw Malformed($"The label '{name}' is null.");
        }

        if (!IsUnicode(name) || !IsUnicode(value))
        {
            throw Malformed($"The label '{name}' holds half of a surrogate pair, which can't cross a wire.");
        }
    }

    // What execve(2) takes are strings of bytes that end with NUL. The offending text itself may be secret.
    private static void CheckText(string? value, string member, int? index = null)
    {
        string? fault = null;
        if (value is null)
        {
            fault = "is null";
        }
        else if (value.Contains('\0', StringComparison.Ordinal))
        {
            fault = "holds a NUL character, which no program can be given";
        }
        else if (!IsUnicode(value))
        {
            fault = "holds half of a surrogate pair, which can't be written as UTF-8";
        }

        if (fault is not null)
        {
            throw Malformed(index is null ? $"{member} {fault}." : $"{member}[{index}] {fault}.");
        }
    }

    private static bool IsUnicode(string value)
    {
        try
        {
            return StrictUtf8.GetByteCount(value) >= 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static ArgumentException Malformed(string fault) => new(fault, "spec");
}
