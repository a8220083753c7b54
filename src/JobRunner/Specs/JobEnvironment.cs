using System.Collections;
using JobRunner.Values;

namespace JobRunner.Specs;

/// <summary>The environment of a job's process.</summary>
internal static class JobEnvironment
{
    private static StringComparer Names =>
        OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    public static Dictionary<string, string> For(JobSpec spec, Guid jobId, IEnumerable<KeyValuePair<string, string?>> trace)
    {
        // The markers come first, so that a search through the environment finds them early.
        var environment = new Dictionary<string, string>(Names)
        {
            [JobMarkers.JobsVariable] = JobMarkers.JobsOf($"{jobId}"),
            [JobMarkers.JobIdVariable] = $"{jobId}",
        };
        if (spec.InheritEnvironment)
        {
            foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            {
                environment.TryAdd((string)variable.Key, (string)variable.Value!);
            }
        }

        foreach (var (name, value) in trace)
        {
            if (value is null)
            {
                environment.Remove(name);
            }
            else
            {
                environment[name] = value;
            }
        }

        foreach (var (name, value) in spec.Environment)
        {
            if (IsMarker(name))
            {
                continue;
            }

            if (value is null)
            {
                environment.Remove(name);
            }
            else
            {
                environment[name] = value;
            }
        }

        return environment;
    }

    private static bool IsMarker(string name) =>
        Names.Equals(name, JobMarkers.JobIdVariable) || Names.Equals(name, JobMarkers.JobsVariable);
}
