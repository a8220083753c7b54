using System.Net;
using JobRunner.Http.Tests.Support;
using NUnit.Framework;

namespace JobRunner.Http.Tests;

public sealed class SmokeTests
{
    [Test]
    public async Task A_job_is_started_waited_for_and_read()
    {
        await using var server = await JobsServer.StartAsync();
        var job = await server.Alice.StartAsync(Call.Shell("echo hello; exit 3"));
        var status = await server.Alice.WaitAsync(job);
        var output = await server.Alice.GetStringAsync(new Uri($"/jobs/{job}/output", UriKind.Relative));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)status["exitCode"]!, Is.EqualTo(3));
            Assert.That(output, Is.EqualTo("hello\n"));
            Assert.That(server.Log.Errors, Is.Empty);
        }
    }

    [Test]
    public async Task The_root_says_who_the_caller_is()
    {
        await using var server = await JobsServer.StartAsync();
        using var answer = await server.ClientFor("reader").GetAsync(new Uri("/", UriKind.Relative));
        var root = await answer.JsonAsync(HttpStatusCode.OK);
        Assert.That((string?)root["client"], Is.EqualTo("reader"));
    }
}
