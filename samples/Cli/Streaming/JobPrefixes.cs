using JobRunner.Cli.Formatting;
using JobRunner.Cli.Jobs;

namespace JobRunner.Cli.Streaming;

/// <summary>What stands in front of a job's lines: its short id, in a colour of its own where there are colours.</summary>
internal sealed class JobPrefixes(IReadOnlyList<Guid> ids, bool isNeeded)
{
    // Cyan, yellow, green, magenta, blue and their bright sisters: no red, which is for errors.
    private static readonly int[] Colours = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];

    /// <param name="jobId">Whose lines.</param>
    /// <param name="terminal">Where they are shown.</param>
    public string Of(Guid jobId, TerminalTraits terminal)
    {
        if (!isNeeded)
        {
            return "";
        }

        var name = JobIds.Short(jobId);
        var index = ids.TakeWhile(id => id != jobId).Count();
        return terminal.HasColour ? $"\e[{Colours[index % Colours.Length]}m{name} |\e[0m " : $"{name} | ";
    }
}
