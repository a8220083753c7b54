using JobRunner.Values;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Access;

/// <summary>What a caller may run.</summary>
internal static class SpecRules
{
    /// <summary>Makes a caller's spec the server's own: owned, within the limits, in a directory that is allowed.</summary>
    /// <exception cref="RuleBrokenException">A rule forbids it.</exception>
    /// <exception cref="ArgumentException">It sets what only the server may.</exception>
    public static JobSpec Apply(JobSpec spec, string owner, JobsHttpOptions options)
    {
        if (spec.Labels.Keys.FirstOrDefault(name => name.StartsWith(ReservedLabels.Prefix, StringComparison.Ordinal)) is { } label)
        {
            throw new ArgumentException($"The label '{label}' is reserved: choose a name that doesn't begin with '{ReservedLabels.Prefix}'.", nameof(spec));
        }

        if (options.AllowedCommands.Count > 0 && !options.AllowedCommands.Contains(spec.Command))
        {
            throw Forbidden(nameof(options.AllowedCommands), $"'{spec.Command}' is none of the commands that this server runs for clients; they are named by their full paths.");
        }

        if (spec.Environment.Keys.FirstOrDefault(name => IsForbidden(name, options)) is { } variable)
        {
            throw Forbidden(nameof(options.ForbiddenEnvironment), $"Clients may not set or remove the variable '{variable}'.");
        }

        return spec with { Owner = owner, WorkingDirectory = DirectoryFor(spec, options), Limits = LimitsFor(spec.Limits ?? new JobLimits(), options.Limits) };
    }

    private static bool IsForbidden(string name, JobsHttpOptions options) => options.ForbiddenEnvironment.Any(pattern =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern);

    private static string? DirectoryFor(JobSpec spec, JobsHttpOptions options) =>
        options.AllowedWorkingDirectories.Count == 0 ? spec.WorkingDirectory
        : spec.WorkingDirectory is null ? options.AllowedWorkingDirectories[0]
        : options.AllowedWorkingDirectories.Contains(spec.WorkingDirectory) ? spec.WorkingDirectory
        : throw Forbidden(nameof(options.AllowedWorkingDirectories), $"'{spec.WorkingDirectory}' is none of the directories in which this server runs jobs for clients.");

    private static JobLimits LimitsFor(JobLimits asked, JobLimits most) => new()
    {
        MemoryBytes = Least(asked.MemoryBytes, most.MemoryBytes),
        CpuCores = Least(asked.CpuCores, most.CpuCores),
        MaxProcesses = Least(asked.MaxProcesses, most.MaxProcesses),
        OpenFiles = Least(asked.OpenFiles, most.OpenFiles),
    };

    private static T? Least<T>(T? one, T? other)
        where T : struct, IComparable<T> =>
        one is null || (other is { } limit && limit.CompareTo(one.Value) < 0) ? other : one;

    private static RuleBrokenException Forbidden(string rule, string message) => new(rule, message, StatusCodes.Status403Forbidden);
}
