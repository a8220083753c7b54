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
        IEnumerable<string?> faults =
        [
            .. FaultsOf(nameof(options.Clients), options.Clients, FaultsOf),
            .. FaultsOf(nameof(options.AllowedCommands), options.AllowedCommands, FaultsOfPath),
            .. FaultsOf(nameof(options.AllowedWorkingDirectories), options.AllowedWorkingDirectories, FaultsOfPath),
            .. FaultsOf(nameof(options.ForbiddenEnvironment), options.ForbiddenEnvironment, FaultsOfText),
            FaultOf(options.Limits),
            FaultOf(nameof(options.MaxJobsPerClient), options.MaxJobsPerClient ?? 1, 1, int.MaxValue),
            FaultOf(nameof(options.MaxFollowersPerClient), options.MaxFollowersPerClient, 1, int.MaxValue),
            FaultOf(nameof(options.MaxGracePeriod), options.MaxGracePeriod ?? TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(49)),
            FaultOf(nameof(options.MaxRequestBytes), options.MaxRequestBytes, 1024, 1024 * 1024 * 1024),
            FaultOf(nameof(options.MaxInputBytes), options.MaxInputBytes ?? 1, 1, long.MaxValue),
            FaultOf(nameof(options.HeartbeatPeriod), options.HeartbeatPeriod, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            FaultOf(nameof(options.IdempotencyRetention), options.IdempotencyRetention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
        ];
        return faults.OfType<string>();
    }

    // Code can set null, and a file can name it: the binder keeps the nulls of a list.
    private static IEnumerable<string> FaultsOf<T>(string option, IEnumerable<T>? elements, Func<T, IEnumerable<string>> faultsOf) => elements is null
        ? [$"{nameof(JobsHttpOptions)}.{option} is null: leave it empty."]
        : elements.SelectMany(faultsOf).Select(fault => $"{nameof(JobsHttpOptions)}.{option}: {fault}");

    private static IEnumerable<string> FaultsOf(KeyValuePair<string, IList<string>> client) => (client.Value ?? [null!])
        .Except(Permissions)
        .Select(permission => $"'{client.Key}' is given '{permission ?? "null"}', which is none of {string.Join(", ", Permissions)}.");

    private static IEnumerable<string> FaultsOfPath(string? path) =>
        path is null ? FaultsOfText(path) : Path.IsPathFullyQualified(path) ? [] : [$"'{path}' is no full path."];

    private static IEnumerable<string> FaultsOfText(string? text) => text is null ? ["null is one of them: leave it out."] : [];

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
