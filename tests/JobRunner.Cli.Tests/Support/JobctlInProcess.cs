using JobRunner.Cli.Connection;
using JobRunner.Cli.Formatting;
using JobRunner.Http.Client;
using JobRunner.Tests.Support;

namespace JobRunner.Cli.Tests.Support;

/// <summary>jobctl inside the tests, over any <see cref="IJobsManager"/>: no process, no server, the same verbs.</summary>
internal sealed class JobctlInProcess(IJobsManager jobs)
{
    private static readonly JobsServiceInfo Service = new()
    {
        Service = "JobRunner",
        Version = "1.2.3",
        Client = "alice",
        Permissions = ["query", "output"],
        Links = new Dictionary<string, string>(),
    };

    public Dictionary<string, string> Variables { get; } = [];

    public byte[] Input { get; set; } = [];

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public static Surroundings NewSurroundings(IJobsManager jobs, Func<string, string?> variable) =>
        NewSurroundings(jobs, variable, Stream.Null, Stream.Null, Stream.Null);

    public async Task<ProcessResult> Run(params string[] arguments)
    {
        using MemoryStream input = new(Input), output = new(), error = new();
        var surroundings = NewSurroundings(jobs, name => Variables.GetValueOrDefault(name), input, output, error) with { Time = Time };
        var exitCode = await new Jobctl(surroundings).RunAsync(arguments).Within($"'jobctl {string.Join(' ', arguments)}' ends");
        return new(exitCode, output.ToArray(), error.ToArray());
    }

    public static Surroundings NewSurroundings(IJobsManager jobs, Func<string, string?> variable, Stream input, Stream output, Stream error)
    {
        var terminal = TerminalTraits.Of(isTerminal: false, variable, () => null);
        return new Surroundings
        {
            Input = input,
            InputIsTerminal = false,
            Output = output,
            Error = error,
            Screen = new Screen(output, terminal),
            Messages = new Messages(error, terminal),
            Variable = variable,
            Connect = _ => new JobsConnection(jobs, new Uri("https://in.process"), _ => Task.FromResult(Service)),
        };
    }
}
