using System.CommandLine;

namespace JobRunner.Cli.CommandLine;

/// <summary>The options that say how a job is to run, for the verbs that start one.</summary>
internal sealed class SpecOptions
{
    private readonly Option<Dictionary<string, string>> _variables;
    private readonly Option<string[]> _unset = new("--unset") { HelpName = "K", Description = "take a variable out of the job's environment" };
    private readonly Option<bool> _clear = new("--clear-env") { Description = "start from an empty environment, not the server's" };
    private readonly Option<string?> _folder = new("--cwd", "-C") { HelpName = "DIR", Description = "the job's working directory, on the server" };
    private readonly Option<TimeSpan?> _timeout = DurationValue.Option("--timeout", "stop the job if it runs longer, as in 90s, 5m, 1h30m");
    private readonly Option<TimeSpan?> _grace = DurationValue.Option("--grace", "how long a stop lets it end by itself before it is killed");
    private readonly Option<Dictionary<string, string>> _labels = PairValue.Option("--label", "-l", "K=V", "a label, to find the job by");
    private readonly Option<long?> _memory = SizeValue.Option("--memory", "the most memory of all its processes, as in 512M, 1.5G");
    private readonly Option<double?> _processors = NumberValue.Option<double>("--cpus", "N", "the most processor time, in processors, as in 1.5");
    private readonly Option<int?> _processes = NumberValue.Option<int>("--max-processes", "N", "the most processes and threads at once");
    private readonly Option<int?> _openFiles = NumberValue.Option<int>("--open-files", "N", "the most open files of each process");

    public SpecOptions()
    {
        _variables = new("--env", "-e")
        {
            HelpName = "K=V",
            Description = "a variable of the job's environment; K alone: with the value that it has here",
            CustomParser = result => PairValue.Parse(result, Environment.GetEnvironmentVariable),
        };
    }

    /// <summary>The command and its arguments.</summary>
    public Argument<string[]> Command { get; } = new("command") { HelpName = "COMMAND", Arity = ArgumentArity.OneOrMore };

    public void AddTo(Command verb)
    {
        foreach (var option in (Option[])
            [_variables, _unset, _clear, _folder, _timeout, _grace, _labels, _memory, _processors, _processes, _openFiles])
        {
            verb.Add(option);
        }

        verb.Add(Command);
    }

    public JobSpec Read(ParseResult arguments)
    {
        var command = arguments.GetRequiredValue(Command);
        var environment = new Dictionary<string, string?>();
        foreach (var (name, value) in arguments.GetValue(_variables) ?? [])
        {
            environment[name] = value;
        }

        foreach (var name in arguments.GetValue(_unset) ?? [])
        {
            environment[name] = null;
        }

        return new JobSpec(command[0], command[1..])
        {
            Environment = environment,
            InheritEnvironment = !arguments.GetValue(_clear),
            WorkingDirectory = arguments.GetValue(_folder),
            Timeout = arguments.GetValue(_timeout),
            GracePeriod = arguments.GetValue(_grace),
            Labels = arguments.GetValue(_labels) ?? [],
            Limits = LimitsOf(arguments),
        };
    }

    private JobLimits? LimitsOf(ParseResult arguments)
    {
        var limits = new JobLimits
        {
            MemoryBytes = arguments.GetValue(_memory),
            CpuCores = arguments.GetValue(_processors),
            MaxProcesses = arguments.GetValue(_processes),
            OpenFiles = arguments.GetValue(_openFiles),
        };
        return limits == new JobLimits() ? null : limits;
    }
}
