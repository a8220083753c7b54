using System.Collections;
using JobRunner.Http.Wire;
using JobRunner.Values;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Access;

/// <summary>What a caller may run.</summary>
internal static class SpecRules
{
    private static readonly StringComparison Comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    // Where an allowed program looks for others, as scripts do by `env`, or for its settings, which may name others: it is made to run whatever the caller likes.
    private static readonly string[] Places = ["PATH", "HOME", "XDG_CONFIG_HOME"];

    /// <summary>Makes a caller's spec the server's own: owned, within the limits, in a directory that is allowed.</summary>
    /// <exception cref="RuleBrokenException">A rule forbids it.</exception>
    /// <exception cref="InvalidRequestException">It sets what only the server may.</exception>
    public static JobSpec Apply(JobSpec spec, string owner, JobsHttpOptions options)
    {
        if (spec.Labels.Keys.FirstOrDefault(name => name.StartsWith(ReservedLabels.Prefix, StringComparison.Ordinal)) is { } label)
        {
            throw new InvalidRequestException($"The label '{label}' is reserved: choose a name that doesn't begin with '{ReservedLabels.Prefix}'.");
        }

        if (options.AllowedCommands.Count > 0 && !options.AllowedCommands.Contains(spec.Command))
        {
            throw Forbidden(nameof(options.AllowedCommands), $"'{spec.Command}' is none of the commands that this server runs for clients; they are named by their full paths.");
        }

        if (spec.Environment.Keys.FirstOrDefault(name => IsForbidden(name, options)) is { } variable)
        {
            throw Forbidden(nameof(options.ForbiddenEnvironment), $"Clients may not set or remove the variable '{variable}'.");
        }

        return spec with
        {
            Owner = owner,
            WorkingDirectory = DirectoryFor(spec, options),
            Environment = EnvironmentFor(spec, options),
            GracePeriod = GraceFor(spec.GracePeriod, options),
            Limits = LimitsFor(spec.Limits ?? new JobLimits(), options.Limits),
        };
    }

    /// <summary>How much of the grace that a caller asks for is given; null: it asks for none.</summary>
    public static TimeSpan? GraceFor(TimeSpan? asked, JobsHttpOptions options) => asked > options.MaxGracePeriod ? options.MaxGracePeriod : asked;

    private static bool IsForbidden(string name, JobsHttpOptions options) =>
        options.ForbiddenEnvironment.Any(pattern => Matches(name, pattern)) || (options.AllowedCommands.Count > 0 && Places.Any(place => name.Equals(place, Comparison)));

    private static bool Matches(string name, string pattern) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], Comparison) : name.Equals(pattern, Comparison);

    // A job that begins with nothing still gets what callers may not remove: of `*`, everything.
    private static Dictionary<string, string?> EnvironmentFor(JobSpec spec, JobsHttpOptions options)
    {
        var variables = new Dictionary<string, string?>(spec.Environment);
        foreach (DictionaryEntry variable in spec.InheritEnvironment ? new Hashtable() : Environment.GetEnvironmentVariables())
        {
            if (IsForbidden((string)variable.Key, options))
            {
                variables[(string)variable.Key] = (string?)variable.Value;
            }
        }

        return variables;
    }

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
