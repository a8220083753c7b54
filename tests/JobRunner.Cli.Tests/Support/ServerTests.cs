using JobRunner.Http.Tests.Support;
using JobRunner.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Cli.Tests.Support;

/// <summary>The built jobctl as a process of its own, against a real server under mutual TLS: one for the fixture, its jobs gone after each test.</summary>
public abstract class ServerTests
{
    internal static readonly string Program = Repository.PathOfProgram("samples/Cli", "jobctl");

    private TemporaryFolder _home = null!;
    private Dictionary<string, string?> _environment = null!;

    internal JobsServer Server { get; private set; } = null!;

    internal string Home => _home.Path;

    /// <summary>alice's, unless a test says otherwise.</summary>
    internal IReadOnlyDictionary<string, string?> Environment => _environment;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        _home = new TemporaryFolder();
        Server = await JobsServer.StartAsync(setup => setup.Manager = options => options.DefaultGracePeriod = TimeSpan.FromSeconds(20));
        _environment = EnvironmentFor("alice");
    }

    [OneTimeTearDown]
    public async Task StopServer()
    {
        await Server.DisposeAsync();
        _home.Dispose();
    }

    [TearDown]
    public async Task EndJobs()
    {
        await foreach (var job in Server.Jobs.ListAsync())
        {
            await Server.Jobs.StopAsync(job.Id, TimeSpan.Zero).Within("the job is killed");
            await Server.Jobs.RemoveAsync(job.Id);
        }
    }

    /// <summary>What lets jobctl reach the server under this name, and nothing of who runs the tests.</summary>
    /// <param name="client">The name.</param>
    /// <param name="server">Another server than the fixture's.</param>
    internal Dictionary<string, string?> EnvironmentFor(string client, JobsServer? server = null)
    {
        server ??= Server;
        var (file, keyFile) = server.Certificates.Write(server.Certificates.Client(client));
        return new()
        {
            ["JOBCTL_URL"] = server.Address.ToString(),
            ["JOBCTL_CERT"] = file,
            ["JOBCTL_KEY"] = keyFile,
            ["JOBCTL_CACERT"] = server.Certificates.AuthorityFile,
            ["JOBCTL_PROFILE"] = null,
            ["JOBCTL_CONFIG"] = null,

            // Whether ids are proposed is not to depend on how fast the machine is.
            ["JOBCTL_COMPLETION_TIMEOUT"] = "20s",
            ["HOME"] = Home,
            ["XDG_CONFIG_HOME"] = null,
            ["NO_COLOR"] = null,
            ["TERM"] = "xterm-256color",
            ["PATH"] = $"{Path.GetDirectoryName(Program)}:{System.Environment.GetEnvironmentVariable("PATH")}",
        };
    }

    internal RunningProcess Start(params string[] arguments) => new(Program, arguments, Environment);

    internal async Task<ProcessResult> Run(params string[] arguments) => await RunWith(Environment, arguments);

    internal static async Task<ProcessResult> RunWith(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        await using var process = new RunningProcess(Program, arguments, environment);
        return await process.ToEnd();
    }

    /// <summary>Lets a shell run a script that has <c>jobctl</c> on its PATH.</summary>
    internal async Task<ProcessResult> RunShell(string script, params string[] arguments)
    {
        await using var process = new RunningProcess("bash", ["--norc", "--noprofile", "-c", script, "bash", .. arguments], Environment);
        return await process.ToEnd();
    }

    /// <summary>The one job that there is.</summary>
    internal async Task<JobStatus> OnlyJob() => (await Server.Jobs.ListAsync().ToListAsync()).Single();

    internal Task<JobStatus> WaitForState(JobState state) => WaitForJob($"{state}", job => job.State == state);

    internal async Task<JobStatus> WaitForJob(string what, Func<JobStatus, bool> condition)
    {
        JobStatus? found = null;
        await Waiting.Until($"there is a job, and it is {what}", async () =>
        {
            found = (await Server.Jobs.ListAsync().ToListAsync()).SingleOrDefault();
            return found is not null && condition(found);
        });
        return found!;
    }
}
