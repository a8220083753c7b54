using System.Text;
using JobRunner.Http.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NUnit.Framework;

namespace JobRunner.Http.Tests.Access;

/// <summary>Options that make no sense are told of at the start, by name, value and range.</summary>
public sealed class OptionsTests
{
    private static readonly TestCaseData<Action<JobsHttpOptions>, string[]>[] Nonsense =
    [
        new(options => options.MaxJobsPerClient = 0, ["MaxJobsPerClient", "0", "from 1 to 2147483647"]),
        new(options => options.MaxFollowersPerClient = -1, ["MaxFollowersPerClient", "-1", "from 1 to 2147483647"]),
        new(options => options.MaxGracePeriod = TimeSpan.FromDays(50), ["MaxGracePeriod", "50.00:00:00", "from 00:00:00 to 49.00:00:00"]),
        new(options => options.MaxRequestBytes = 1023, ["MaxRequestBytes", "1023", "from 1024 to 1073741824"]),
        new(options => options.MaxRequestBytes = 1073741825, ["MaxRequestBytes", "1073741825", "from 1024 to 1073741824"]),
        new(options => options.MaxInputBytes = 0, ["MaxInputBytes", "0", "from 1 to 9223372036854775807"]),
        new(options => options.HeartbeatPeriod = TimeSpan.Zero, ["HeartbeatPeriod", "00:00:00", "from 00:00:01 to 01:00:00"]),
        new(options => options.HeartbeatPeriod = TimeSpan.FromHours(2), ["HeartbeatPeriod", "02:00:00", "from 00:00:01 to 01:00:00"]),
        new(options => options.IdempotencyRetention = TimeSpan.FromSeconds(59), ["IdempotencyRetention", "00:00:59", "from 00:01:00 to 30.00:00:00"]),
        new(options => options.Clients["eve"] = ["start", "stat"], ["Clients", "'eve'", "'stat'", "start, query, stop, input, output, all-jobs"]),
        new(options => options.AllowedCommands.Add("ping"), ["AllowedCommands", "'ping'", "full path"]),
        new(options => options.AllowedWorkingDirectories.Add("../tmp"), ["AllowedWorkingDirectories", "'../tmp'", "full path"]),
        new(options => options.Limits = new JobLimits { OpenFiles = 0 }, ["Limits", "OpenFiles", "0"]),
        new(options => options.Limits = new JobLimits { MemoryBytes = -1 }, ["Limits", "MemoryBytes", "-1"]),
        new(options => options.Limits = null!, ["Limits"]),
        new(options => options.Clients["eve"] = null!, ["Clients", "'eve'"]),
        new(options => options.Clients["eve"] = [null!], ["Clients", "'eve'"]),
        new(options => options.AllowedCommands.Add(null!), ["AllowedCommands", "null"]),
        new(options => options.AllowedWorkingDirectories.Add(null!), ["AllowedWorkingDirectories", "null"]),
        new(options => options.ForbiddenEnvironment.Add(null!), ["ForbiddenEnvironment", "null"]),
        new(options => options.Clients = null!, ["JobsHttpOptions.Clients is null"]),
        new(options => options.AllowedCommands = null!, ["JobsHttpOptions.AllowedCommands is null"]),
        new(options => options.AllowedWorkingDirectories = null!, ["JobsHttpOptions.AllowedWorkingDirectories is null"]),
        new(options => options.ForbiddenEnvironment = null!, ["JobsHttpOptions.ForbiddenEnvironment is null"]),
    ];

    [TestCaseSource(nameof(Nonsense))]
    public async Task Are_refused(Action<JobsHttpOptions> configure, string[] words)
    {
        await Assert.ThatAsync(
            () => JobsServer.StartAsync(setup => setup.Http = configure),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Matches<string>(message => words.All(word => message!.Contains(word, StringComparison.Ordinal))));
    }

    [TestCase("Clients", """{ "eve": [null] }""")]
    [TestCase("AllowedCommands", "[null]")]
    [TestCase("AllowedWorkingDirectories", "[null]")]
    [TestCase("ForbiddenEnvironment", "[null]")]
    public void A_null_in_a_file_is_refused(string option, string json) =>
        Assert.That(() => Read(option, json), Throws.TypeOf<OptionsValidationException>().With.Message.Contains(option).And.Message.Contains("null"));

    [TestCase("AllowedComands", """[ "/bin/true" ]""")]
    [TestCase("allowedWorkingDirectory", """[ "/tmp" ]""")]
    [TestCase("Limits", """{ "MemoryByte": 1000 }""", "MemoryByte")]
    [TestCase("AllowedCommands", "\"/bin/true\"")]
    [TestCase("AllowedCommands", """[ [ "/bin/true" ] ]""")]
    [TestCase("AllowedCommands", """[ { "path": "/bin/true" } ]""")]
    [TestCase("Limits", "\"512M\"")]
    [TestCase("Clients", """{ "eve": "start" }""")]
    public void What_would_be_overlooked_in_a_file_is_refused(string option, string json, string? word = null) =>
        Assert.That(() => Read(option, json), Throws.Exception.With.Message.Contains(word ?? option));

    [Test]
    public void Limits_in_a_file_are_read() =>
        Assert.That(Read("Limits", """{ "MemoryBytes": 1000000, "openFiles": 100 }""").Limits, Is.EqualTo(new JobLimits { MemoryBytes = 1_000_000, OpenFiles = 100 }));

    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("[ \"MY_*\" ]", "MY_*")]
    public void A_file_adds_to_what_is_forbidden_anyway(string json, params string[] added) =>
        Assert.That(Read("ForbiddenEnvironment", json).ForbiddenEnvironment, Is.EqualTo(new JobsHttpOptions().ForbiddenEnvironment.Concat(added)));

    private static JobsHttpOptions Read(string option, string json)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "Jobs": { "{{option}}": {{json}} } }"""));
        var configuration = new ConfigurationBuilder().AddJsonStream(file).Build();
        using var services = new ServiceCollection().AddJobsHttp(configuration.GetSection("Jobs")).BuildServiceProvider();
        return services.GetRequiredService<IOptions<JobsHttpOptions>>().Value;
    }
}
