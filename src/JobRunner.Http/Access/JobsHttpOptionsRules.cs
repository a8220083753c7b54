using JobRunner.Specs;
using Microsoft.Extensions.Options;

namespace JobRunner.Http.Access;

/// <summary>What makes options usable.</summary>
internal sealed class JobsHttpOptionsRules : IValidateOptions<JobsHttpOptions>
{
    private static readonly string[] Permissions =
        [JobsPermissions.Start, JobsPermissions.Query, JobsPermissions.Stop, JobsPermissions.Input, JobsPermissions.Output, JobsPermissions.AllJobs];

    public ValidateOptionsResult Validate(string? name, JobsHttpOptions options)
    {
        string[] faults = [.. FaultsOf(options)];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(JobsHttpOptions options)
    {
        foreach (var (client, permissions) in options.Clients)
        {
            foreach (var permission in (permissions ?? ["null"]).Except(Permissions))
            {
                yield return $"{nameof(JobsHttpOptions)}.{nameof(options.Clients)}: '{client}' is given '{permission}', which is none of {string.Join(", ", Permissions)}.";
            }
        }

        foreach (var command in options.AllowedCommands.Where(command => !Path.IsPathFullyQualified(command)))
        {
            yield return $"{nameof(JobsHttpOptions)}.{nameof(options.AllowedCommands)}: '{command}' is no full path.";
        }

        foreach (var directory in options.AllowedWorkingDirectories.Where(directory => !Path.IsPathFullyQualified(directory)))
        {
            yield return $"{nameof(JobsHttpOptions)}.{nameof(options.AllowedWorkingDirectories)}: '{directory}' is no full path.";
        }

        string?[] ranges =
        [
            FaultOf(options.Limits),
            FaultOf(nameof(options.MaxJobsPerClient), options.MaxJobsPerClient ?? 1, 1, int.MaxValue),
            FaultOf(nameof(options.MaxFollowersPerClient), options.MaxFollowersPerClient, 1, int.MaxValue),
            FaultOf(nameof(options.MaxGracePeriod), options.MaxGracePeriod ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(49)),
            FaultOf(nameof(options.MaxRequestBytes), options.MaxRequestBytes, 1024, 1024 * 1024 * 1024),
            FaultOf(nameof(options.MaxInputBytes), options.MaxInputBytes ?? 1, 1, long.MaxValue),
            FaultOf(nameof(options.HeartbeatPeriod), options.HeartbeatPeriod, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            FaultOf(nameof(options.IdempotencyRetention), options.IdempotencyRetention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
        ];
        foreach (var fault in ranges.OfType<string>())
        {
            yield return fault;
        }
    }

    // Otherwise each client would be told that the limits of its spec are wrong.
    private static string? FaultOf(JobLimits? limits)
    {
        try
        {
            JobSpecRules.Check(new JobSpec("any") { Limits = limits ?? throw new ArgumentException($"{nameof(JobsHttpOptions.Limits)} is null.") });
            return null;
        }
        catch (ArgumentException e)
        {
            // Without what .NET adds for programmers.
            return $"{nameof(JobsHttpOptions)}.{e.Message.Split(" (Parameter")[0]}";
        }
    }

    private static string? FaultOf<T>(string option, T value, T least, T most)
        where T : IComparable<T> =>
        value.CompareTo(least) < 0 || value.CompareTo(most) > 0
            ? $"{nameof(JobsHttpOptions)}.{option} must be from {least} to {most}; it is {value}."
            : null;
}
